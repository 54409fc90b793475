import { Field, Input, Text } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { cardText } from '../look/card-text.ts'
import type { Card } from '../look/cards.ts'
import { changedAddress, typedAddress } from './address.ts'
import { AddressFields } from './address-fields.tsx'
import { FormDialog } from './form-dialog.tsx'
import { useBillingWords } from './words.ts'

export interface CardChange {
  expiry?: string
  securityCode?: string
  nameOnCard?: string
  address?: Record<string, string>
}

/** Everything of a card but its number. The security code goes on to the gateway. (R113, R116) */
export function EditCardDialog({
  card,
  save,
  onClose,
}: {
  readonly card: Card
  /** Where it is saved: the card's own address, or the profile's that has it. */
  readonly save: (change: CardChange) => Promise<Schemas['PaymentMethod'] | Schemas['BillingProfile']>
  readonly onClose: () => void
}) {
  const words = useBillingWords()
  const client = useQueryClient()
  const [expiry, setExpiry] = useState(card.expiry)
  const [code, setCode] = useState('')
  const [name, setName] = useState(card.nameOnCard ?? '')
  const [address, setAddress] = useState(() => typedAddress(card.address))
  const after = changedAddress(card.address, address)
  const change: CardChange = {
    ...(expiry === card.expiry ? {} : { expiry }),
    ...(code === '' ? {} : { securityCode: code }),
    ...(name.trim() === '' || name.trim() === card.nameOnCard ? {} : { nameOnCard: name.trim() }),
    ...(JSON.stringify(after) === JSON.stringify(card.address ?? {}) ? {} : { address: after }),
  }
  const saving = useMutation({
    mutationFn: () => save(change),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <FormDialog
      title={words.cards.editTitle(cardText(card))}
      verb={words.save}
      ready={Object.keys(change).length > 0}
      busy={saving.isPending}
      problem={saving.error ?? undefined}
      onSave={() => saving.mutate()}
      onClose={onClose}
    >
      <Field label={words.cards.expiry} hint={words.cards.expiryHint}>
        <Input
          value={expiry}
          autoComplete="cc-exp"
          maxLength={7}
          onChange={(_event, data) => setExpiry(data.value.trim())}
        />
      </Field>
      <Field label={words.cards.securityCode} hint={words.cards.securityCodeHint}>
        <Input
          type="password"
          value={code}
          inputMode="numeric"
          autoComplete="cc-csc"
          maxLength={4}
          onChange={(_event, data) => setCode(data.value.trim())}
        />
      </Field>
      <Field label={words.cards.name}>
        <Input
          value={name}
          autoComplete="cc-name"
          maxLength={200}
          onChange={(_event, data) => setName(data.value)}
        />
      </Field>
      <AddressFields typed={address} onChange={setAddress} />
      <Text size={200}>{words.cards.otherNumber}</Text>
    </FormDialog>
  )
}
