import { AssignDialog } from '../look/assign-dialog.tsx'
import { LinkButton } from '../look/link-button.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type Subscription, useHolders } from './queries.ts'
import { usePurchasesWords } from './words.ts'

/** To people of the team who have none yet; where there are too few licences, more can be bought. (R102 to R106) */
export function AssignPeople({
  subscription,
  onClose,
}: {
  readonly subscription: Subscription
  readonly onClose: () => void
}) {
  const words = usePurchasesWords()
  const { api, tenantId } = useSession()
  const { id, actions } = subscription
  const holders = new Set(useHolders(id).rows.map(({ userId }) => userId))
  return (
    <AssignDialog
      api={api}
      tenantId={tenantId}
      subscription={subscription}
      isLeftOut={(userId) => holders.has(userId)}
      problemActions={
        actions.includes('changeLicenses') && (
          <LinkButton to="/mine/$id/$action" params={{ id, action: 'total' }}>
            {words.actions.total}
          </LinkButton>
        )
      }
      onClose={onClose}
    />
  )
}
