import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { PeoplePicker, type Picked } from '../look/people-picker.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { DialogProps } from './dialogs.tsx'
import { useProductsWords } from './words.ts'

/** Gives it to another person, as when its purchaser has left. (B09) */
export function TransferOwnership({ subscription, onClose, onDone }: DialogProps) {
  const words = useProductsWords()
  const { transfer } = words
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const { id, product, purchaser, etag } = subscription
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const [owner] = picked
  const give = useWrite<Picked, Schemas['ChangedSubscription']>({
    action: `transfer-ownership:${id}`,
    send: (to, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/transferOwnership', {
        params: { path: { t: tenantId, id }, header: { 'If-Match': etag } },
        body: { userId: to.id },
        headers: { ...repeat },
      }),
    onDone: async (_done, to) => {
      onDone(transfer.done(to.displayName))
      await client.invalidateQueries()
    },
  })
  return (
    <Confirm
      open
      title={transfer.title(product.displayName)}
      consequences={[transfer.pays, transfer.stays]}
      verb={transfer.verb}
      disabled={!owner}
      busy={give.isPending}
      tries={give.tries}
      problem={give.problem}
      onConfirm={() => owner && give.run(owner)}
      onClose={onClose}
    >
      <PeoplePicker
        api={api}
        tenantId={tenantId}
        label={transfer.to}
        picked={picked}
        onChange={setPicked}
        max={1}
        isLeftOut={(userId) => userId === purchaser.id}
      />
    </Confirm>
  )
}
