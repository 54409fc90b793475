import type { Money } from '../kernel/money.ts'

export type CardLookup =
  | { readonly brand: string; readonly last4: string; readonly expiry: string }
  | { readonly refused: 'expired' | 'unknownToken' }

export type Charge =
  | { readonly charged: true; readonly chargeId: string }
  | { readonly charged: false; readonly because: 'declined' | 'neverArrived' }
  /** The answer was lost: asking again with the same key tells. */
  | { readonly charged: 'unknown' }

export interface PaymentGateway {
  /** What stands behind a card token. The token itself is the gateway's; a card number never comes near us. */
  lookUpCard(token: string): Promise<CardLookup>
  /** Charges once per key, however often it is called. */
  charge(key: string, token: string, amount: Money): Promise<Charge>
  /** What became of a charge; `neverArrived` when the gateway has not seen the key. */
  outcome(key: string): Promise<Charge>
}
