export const addressParts = ['street', 'postalCode', 'city', 'country'] as const
export type AddressPart = (typeof addressParts)[number]
export type Address = Readonly<Record<string, string>>

/** What was typed in place of what was there; parts that other callers know stay, and what is empty goes. */
export function changedAddress(
  before: Address | undefined,
  typed: Readonly<Record<AddressPart, string>>,
): Record<string, string> {
  const after = { ...before, ...typed }
  return Object.fromEntries(
    Object.entries(after)
      .map(([part, value]) => [part, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  )
}

export function typedAddress(address: Address | undefined): Record<AddressPart, string> {
  return Object.fromEntries(addressParts.map((part) => [part, address?.[part] ?? ''])) as Record<
    AddressPart,
    string
  >
}
