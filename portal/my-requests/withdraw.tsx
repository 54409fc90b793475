import { useQueryClient } from '@tanstack/react-query'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { LicenseRequest } from './queries.ts'
import { useMyRequestsWords } from './words.ts'

export function Withdraw({
  request: { id, product },
  onClose,
}: {
  readonly request: LicenseRequest
  readonly onClose: () => void
}) {
  const words = useMyRequestsWords()
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const withdraw = useWrite({
    action: `withdraw:${id}`,
    send: (requestId: string, repeat) =>
      api.POST('/tenants/{t}/licenseRequests/{id}/withdraw', {
        params: { path: { t: tenantId, id: requestId } },
        headers: { ...repeat },
      }),
    onDone: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      open
      title={words.withdrawTitle(product.displayName)}
      consequences={[words.withdrawWhat]}
      verb={words.withdraw}
      keep={words.keep}
      busy={withdraw.isPending}
      tries={withdraw.tries}
      problem={withdraw.problem}
      onConfirm={() => withdraw.run(id)}
      onClose={onClose}
    />
  )
}
