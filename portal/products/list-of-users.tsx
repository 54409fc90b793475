import { LinkButton } from '../look/link-button.tsx'
import { ListDialog } from '../look/user-list/list-dialog.tsx'
import type { ListAction } from '../look/user-list/list-menu.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { DialogProps } from './dialogs.tsx'
import { useProductsWords } from './words.ts'

/** A whole list gets licences, or loses them; where there are too few, more can be bought. (B12, R066) */
export function ListOfUsers({
  subscription,
  action,
  onClose,
}: DialogProps & { readonly action: ListAction }) {
  const words = useProductsWords()
  const { api, tenantId } = useSession()
  const { id, actions } = subscription
  return (
    <ListDialog
      api={api}
      tenantId={tenantId}
      subscription={subscription}
      action={action}
      problemActions={
        actions.includes('changeLicenses') && (
          <LinkButton to="/subscriptions/$id" params={{ id }} search={{ tab: 'users', do: 'quantity' }}>
            {words.actions.changeLicenses}
          </LinkButton>
        )
      }
      onClose={onClose}
    />
  )
}
