/** Brands come in small letters: those that people know are written as they know them. */
const knownBrands: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
}

/** As people tell one card from another. */
export function cardText({ brand, last4 }: { readonly brand: string; readonly last4: string }): string {
  return `${knownBrands[brand] ?? brand.charAt(0).toUpperCase() + brand.slice(1)} •••• ${last4}`
}
