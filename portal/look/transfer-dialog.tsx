import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Api } from '../api/client.ts'
import { useWrite } from '../api/write.ts'
import { Confirm } from './confirm.tsx'
import { useLookWords } from './look-words.ts'
import { PeoplePicker, type Picked } from './people-picker.tsx'

/** Gives a subscription to another person, as when who bought it has left. (B09) */
export function TransferDialog({
  api,
  tenantId,
  subscription: { id, etag, product, purchaser },
  onDone,
  onClose,
}: {
  readonly api: Api
  readonly tenantId: string
  readonly subscription: {
    readonly id: string
    readonly etag: string
    readonly product: { readonly displayName: string }
    readonly purchaser: { readonly id: string; readonly displayName: string }
  }
  readonly onDone: (owner: Picked) => void
  readonly onClose: () => void
}) {
  const words = useLookWords()
  const client = useQueryClient()
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const [owner] = picked
  const give = useWrite({
    action: `transfer-ownership:${id}`,
    send: (to: Picked, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/transferOwnership', {
        params: { path: { t: tenantId, id }, header: { 'If-Match': etag } },
        headers: { ...repeat },
        body: { userId: to.id },
      }),
    async onDone(_done, to) {
      onDone(to)
      await client.invalidateQueries()
    },
  })
  return (
    <Confirm
      open
      title={words.transferTitle(product.displayName)}
      consequences={[words.transferPays, words.transferStays, words.transferFrom(purchaser.displayName)]}
      verb={words.transfer}
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
        label={words.transferTo}
        picked={picked}
        onChange={setPicked}
        max={1}
        isLeftOut={(personId) => personId === purchaser.id}
      />
    </Confirm>
  )
}
