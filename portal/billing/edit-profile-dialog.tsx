import { Field, Input } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ok } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'
import { changedAddress, typedAddress } from './address.ts'
import { AddressFields } from './address-fields.tsx'
import { FormDialog } from './form-dialog.tsx'
import type { Profile } from './queries.ts'
import { useBillingWords } from './words.ts'

/** To whom the coming invoices are addressed; those that were issued stay as they are. */
export function EditProfileDialog({
  profile,
  onClose,
}: {
  readonly profile: Profile
  readonly onClose: () => void
}) {
  const words = useBillingWords()
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const [name, setName] = useState(profile.name)
  const [taxId, setTaxId] = useState(profile.taxId ?? '')
  const [address, setAddress] = useState(() => typedAddress(profile.address))
  const after = changedAddress(profile.address, address)
  const change = {
    ...(name.trim() === '' || name.trim() === profile.name ? {} : { name: name.trim() }),
    ...(taxId.trim() === (profile.taxId ?? '') ? {} : { taxId: taxId.trim() || null }),
    ...(JSON.stringify(after) === JSON.stringify(profile.address ?? {}) ? {} : { address: after }),
  }
  const saving = useMutation({
    mutationFn: () =>
      ok(
        api.PATCH('/tenants/{t}/billingProfiles/{id}', {
          params: { path: { t: tenantId, id: profile.id }, header: { 'If-Match': profile.etag ?? '' } },
          body: change,
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <FormDialog
      title={words.profiles.editTitle}
      verb={words.save}
      ready={Object.keys(change).length > 0}
      busy={saving.isPending}
      problem={saving.error ?? undefined}
      onSave={() => saving.mutate()}
      onClose={onClose}
    >
      <Field label={words.profiles.name} required>
        <Input value={name} maxLength={200} onChange={(_event, data) => setName(data.value)} />
      </Field>
      <AddressFields typed={address} onChange={setAddress} />
      <Field label={words.profiles.taxId}>
        <Input value={taxId} maxLength={40} onChange={(_event, data) => setTaxId(data.value)} />
      </Field>
    </FormDialog>
  )
}
