import { makeStyles, tokens } from '@fluentui/react-components'
import { OutsideLink } from '../look/outside-link.tsx'
import { Section } from '../look/section.tsx'
import { useWebhooksWords } from './words.ts'

const useStyles = makeStyles({
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL, maxWidth: '80ch' },
  links: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
})

const standard = 'https://www.standardwebhooks.com/'

/** What whoever writes a receiver has to know, in short; the rest stands in the documentation. (B13) */
export function Verify() {
  const styles = useStyles()
  const { verify } = useWebhooksWords()
  return (
    <Section title={verify.title}>
      <ol className={styles.list}>
        <li>{verify.first}</li>
        <li>{verify.signature}</li>
        <li>{verify.repeat}</li>
      </ol>
      <div className={styles.links}>
        <OutsideLink to={`${location.origin}/docs`}>{verify.docs}</OutsideLink>
        <OutsideLink to={standard}>{verify.standard}</OutsideLink>
      </div>
    </Section>
  )
}
