import type { Money } from '../kernel/money.ts'

export type CardLookup =
  | { readonly brand: string; readonly last4: string; readonly expiry: string }
  | { readonly refused: 'expired' | 'unknownToken' }

/** What became of a charge. But for `neverArrived` and `unknown` it stays so for ever. */
export type Charge =
  | { readonly charged: true; readonly chargeId: string }
  | { readonly charged: false; readonly because: 'declined' | 'void' | 'refunded' }
  /** The gateway has not seen the key; it may still be on its way there. */
  | { readonly charged: false; readonly because: 'neverArrived' }
  /** The answer was lost: asking again with the same key tells. */
  | { readonly charged: 'unknown' }

export interface PaymentGateway {
  /** What stands behind a card token. The token itself is the gateway's; a card number never comes near us. */
  lookUpCard(token: string): Promise<CardLookup>
  /** Charges once per key, however often it is called. */
  charge(key: string, token: string, amount: Money): Promise<Charge>
  /** What became of a charge. */
  outcome(key: string): Promise<Charge>
  /** Makes a key that was never charged void: no charge under it goes through any more. Else tells what became of it. */
  voidKey(key: string): Promise<Charge>
  /** Gives all of a charge back, once however often it is called. Returns when the gateway has taken it. */
  refund(key: string): Promise<void>
}
