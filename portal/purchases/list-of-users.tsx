import { LinkButton } from '../look/link-button.tsx'
import { ListDialog } from '../look/user-list/list-dialog.tsx'
import type { ListAction } from '../look/user-list/list-menu.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { Subscription } from './queries.ts'
import { usePurchasesWords } from './words.ts'

/** A whole team by list or CSV; where there are too few licences, more can be bought. (B12, R066, R102) */
export function ListOfUsers({
  subscription,
  action,
  onClose,
}: {
  readonly subscription: Subscription
  readonly action: ListAction
  readonly onClose: () => void
}) {
  const words = usePurchasesWords()
  const { api, tenantId } = useSession()
  const { id, actions } = subscription
  if (!actions.includes(action)) return null
  return (
    <ListDialog
      api={api}
      tenantId={tenantId}
      subscription={subscription}
      action={action}
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
