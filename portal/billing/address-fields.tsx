import { Field, Input } from '@fluentui/react-components'
import { type AddressPart, addressParts } from './address.ts'
import { useBillingWords } from './words.ts'

const autoComplete = {
  street: 'street-address',
  postalCode: 'postal-code',
  city: 'address-level2',
  country: 'country-name',
} as const

export function AddressFields({
  typed,
  onChange,
}: {
  readonly typed: Readonly<Record<AddressPart, string>>
  readonly onChange: (typed: Record<AddressPart, string>) => void
}) {
  const words = useBillingWords()
  return addressParts.map((part) => (
    <Field key={part} label={words.address[part]}>
      <Input
        value={typed[part]}
        maxLength={200}
        autoComplete={autoComplete[part]}
        onChange={(_event, data) => onChange({ ...typed, [part]: data.value })}
      />
    </Field>
  ))
}
