import { makeStyles, tokens } from '@fluentui/react-components'
import { Page } from '../look/page.tsx'
import { useShellWords } from '../shell/shell-words.ts'
import { useSession } from '../sign-in/session.tsx'
import { Needs } from './needs.tsx'
import { OwnLicenses, OwnPurchases, OwnRequests } from './own.tsx'
import { SpendPicture } from './spend-picture.tsx'

const useStyles = makeStyles({
  sections: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalXXL },
})

/** First what needs somebody, for who can do something about it; then what is one's own. (R185) */
export function HomePage() {
  const styles = useStyles()
  const words = useShellWords()
  const { may, customer, organization } = useSession()
  const governs = may.readAll || may.lookAfterLicenses
  // Nothing of a customer is a partner's own, nor is there anything for who only runs Seatwarden.
  const hasOwn = !customer && organization !== undefined
  return (
    <Page title={words.pages.home}>
      <div className={styles.sections}>
        {governs && <Needs />}
        {may.readAll && <SpendPicture />}
        {hasOwn && <OwnLicenses />}
        {hasOwn && may.seePurchases && <OwnPurchases />}
        {hasOwn && may.buy && !governs && <OwnRequests />}
      </div>
    </Page>
  )
}
