export type Card = { readonly brand: string; readonly last4: string; readonly expiry: string }

/** What the gateway knows of a token, and what happens when it is charged. */
export type TokenEntry =
  | { readonly card: Card; readonly whenCharged: 'succeeds' | 'declined' | 'answerLost' }
  | { readonly card: Card; readonly expired: true }

const tokens: Readonly<Record<string, TokenEntry>> = {
  tok_ok: { card: { brand: 'visa', last4: '4242', expiry: '2034-12' }, whenCharged: 'succeeds' },
  tok_declined: { card: { brand: 'mastercard', last4: '0002', expiry: '2033-08' }, whenCharged: 'declined' },
  tok_timeout: { card: { brand: 'visa', last4: '0119', expiry: '2034-03' }, whenCharged: 'answerLost' },
  tok_expired: { card: { brand: 'visa', last4: '0069', expiry: '2020-01' }, expired: true },
}

/** What the fields for a card offer, since no number may be typed here. */
export function testCards(): readonly { readonly token: string; readonly entry: TokenEntry }[] {
  return Object.entries(tokens).map(([token, entry]) => ({ token, entry }))
}

export function tokenEntry(token: string): TokenEntry | undefined {
  return Object.hasOwn(tokens, token) ? tokens[token] : undefined
}
