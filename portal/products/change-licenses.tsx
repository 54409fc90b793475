import { Field, SpinButton } from '@fluentui/react-components'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ok, type Problem } from '../api/problem.ts'
import { Confirm } from '../look/confirm.tsx'
import { useFormat } from '../look/format.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { DialogProps } from './dialogs.tsx'
import { useProductsWords } from './words.ts'

/** More licences, or fewer: what it costs is seen before it is done. */
export function ChangeLicenses({ subscription, onClose, onDone }: DialogProps) {
  const words = useProductsWords()
  const format = useFormat()
  const { licenses } = words
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const { id, etag, product, totalLicenses, assignedLicenses, reservedLicenses } = subscription
  const [total, setTotal] = useState<number | null>(totalLicenses)
  const isOther = total !== null && total !== totalLicenses
  const preview = useQuery({
    queryKey: ['preview-change', tenantId, id, etag, total],
    enabled: isOther,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: () =>
      ok(
        api.POST('/tenants/{t}/subscriptions/{id}/previewChange', {
          params: { path: { t: tenantId, id } },
          body: { totalLicenses: total ?? totalLicenses },
        }),
      ),
  })
  const change = useMutation<unknown, Problem, number>({
    mutationFn: (wanted) =>
      ok(
        api.PATCH('/tenants/{t}/subscriptions/{id}', {
          params: { path: { t: tenantId, id }, header: { 'If-Match': etag } },
          body: { totalLicenses: wanted },
        }),
      ),
    onSuccess: async (_changed, wanted) => {
      onDone(licenses.done(format.number(wanted)))
      await client.invalidateQueries()
    },
  })
  const { data } = preview
  const isKnown = isOther && data?.totalLicenses === total && !preview.error
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
      problem={change.error ?? undefined}
      onConfirm={() => total !== null && change.mutate(total)}
      onClose={onClose}
    >
      <Field
        label={licenses.total}
        hint={licenses.hint(format.number(assignedLicenses + reservedLicenses))}
        validationState="none"
        validationMessage={isOther ? '' : licenses.same}
      >
        <SpinButton
          value={total}
          min={1}
          onChange={(_event, { value, displayValue }) => setTotal(value ?? wholeNumber(displayValue))}
        />
      </Field>
      {preview.error && isOther && <ProblemPanel problem={preview.error} />}
    </Confirm>
  )
}

function wholeNumber(text: string | undefined): number | null {
  const digits = (text ?? '').replaceAll(/[^0-9]/g, '')
  return digits === '' ? null : Number(digits)
}
