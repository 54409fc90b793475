import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLastingWrite } from '../api/lasting-write.ts'
import { ok } from '../api/problem.ts'
import { BankWaits } from '../look/bank-waits.tsx'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Quantity, quantityOf } from '../look/quantity.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { DialogProps } from './dialogs.tsx'
import { useProductsWords } from './words.ts'

/** More licences, or fewer: what it costs is seen before it is done. (R101) */
export function ChangeLicenses({ subscription, onClose, onDone }: DialogProps) {
  const words = useProductsWords()
  const format = useFormat()
  const { licenses } = words
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const { id, etag, product, totalLicenses, assignedLicenses, reservedLicenses } = subscription
  const [typed, setTyped] = useState(String(totalLicenses))
  const change = useLastingWrite({
    action: `total:${id}`,
    send: (body: { readonly totalLicenses: number; readonly etag: string }) =>
      api.PATCH('/tenants/{t}/subscriptions/{id}', {
        params: { path: { t: tenantId, id }, header: { 'If-Match': body.etag } },
        body: { totalLicenses: body.totalLicenses },
      }),
    onDone: async ({ data }) => {
      await client.invalidateQueries()
      onDone(licenses.done(format.number(data.totalLicenses)))
    },
  })
  // What goes on after a reload is what was asked for before it.
  const shown = change.body ? String(change.body.totalLicenses) : typed
  const total = quantityOf(shown)
  const isOther = total !== undefined && total !== totalLicenses && !change.isPending
  const preview = useQuery({
    queryKey: ['preview-change', tenantId, id, etag, total],
    enabled: isOther,
    retry: false,
    staleTime: 0,
    queryFn: () =>
      ok(
        api.POST('/tenants/{t}/subscriptions/{id}/previewChange', {
          params: { path: { t: tenantId, id } },
          body: { totalLicenses: total ?? totalLicenses },
        }),
      ),
  })
  const { data } = preview
  const isKnown = isOther && data?.totalLicenses === total
  const consequences = isKnown
    ? [
        data.charged && licenses.charged(format.money(data.charged.total)),
        data.credited && licenses.credited(format.money(data.credited.total)),
        data.nextTerm &&
          licenses.nextTerm(format.money(data.nextTerm.amounts.total), format.day(data.nextTerm.startDate)),
      ].filter((one) => one !== undefined)
    : []
  return (
    <Confirm
      open
      title={licenses.title(product.displayName)}
      consequences={consequences}
      verb={licenses.verb(format.number(total ?? totalLicenses))}
      disabled={!isKnown}
      busy={change.isPending}
      problem={change.problem}
      onConfirm={() => total !== undefined && change.run({ totalLicenses: total, etag })}
      onClose={onClose}
    >
      <Quantity
        label={licenses.total}
        hint={licenses.hint(format.number(assignedLicenses + reservedLicenses))}
        typed={shown}
        disabled={change.isPending}
        onChange={setTyped}
      />
      {total === totalLicenses && <p role="status">{licenses.same}</p>}
      <BankWaits {...change} />
      {preview.error && isOther && <ProblemPanel problem={preview.error} />}
    </Confirm>
  )
}
