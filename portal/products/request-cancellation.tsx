import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { DialogProps } from './dialogs.tsx'
import { useProductsWords } from './words.ts'

/** Asks the purchaser by mail; a second time within a week is refused with the day. (R061, R067, B24) */
export function RequestCancellation({ subscription, onClose, onDone }: DialogProps) {
  const words = useProductsWords()
  const { request } = words
  const { api, tenantId } = useSession()
  const { id, product, purchaser } = subscription
  const ask = useWrite<undefined, { to: string }>({
    action: `request-cancellation:${id}`,
    send: (_body, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/requestCancellation', {
        params: { path: { t: tenantId, id } },
        headers: { ...repeat },
      }),
    onDone: ({ data }) => onDone(request.sent(data.to)),
  })
  return (
    <Confirm
      open
      title={request.title(product.displayName)}
      consequences={[request.mail(purchaser.displayName), request.stays, request.weekly]}
      verb={request.verb}
      busy={ask.isPending}
      tries={ask.tries}
      problem={ask.problem}
      onConfirm={() => ask.run(undefined)}
      onClose={onClose}
    />
  )
}
