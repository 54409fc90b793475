import type { Money } from '../kernel/money.ts'

export type CardLookup =
  | { readonly brand: string; readonly last4: string; readonly expiry: string }
  | { readonly refused: 'expired' | 'unknownToken' }

export type CardUpdate =
  | { readonly updated: true }
  | { readonly refused: 'expired' | 'unknownToken' | 'securityCode' }

/**
 * What became of a charge. But for `neverArrived` and `unknown` it stays so for ever; what was charged is `refunded`
 * once all of it was given back, and charged as long as a part of it was not.
 */
export type Charge =
  | { readonly charged: true; readonly chargeId: string }
  | { readonly charged: false; readonly because: 'declined' | 'void' | 'refunded' }
  /** The gateway has not seen the key; it may still be on its way there. */
  | { readonly charged: false; readonly because: 'neverArrived' }
  /** The answer was lost: asking again with the same key tells. */
  | { readonly charged: 'unknown' }

/** Money that goes back from one charge; `key` is the refund's own, so that repeats give it back once. */
export interface RefundOrder {
  readonly key: string
  /** The key that the charge went under. */
  readonly chargeKey: string
  /** All of the charge or a part; all refunds of a charge together never exceed it. */
  readonly amount: Money
}

export interface PaymentGateway {
  /** What stands behind a card token. The token itself is the gateway's; a card number never comes near us. */
  lookUpCard(token: string): Promise<CardLookup>
  /** Charges once per key, however often it is called. */
  charge(key: string, token: string, amount: Money): Promise<Charge>
  /** What became of a charge. */
  outcome(key: string): Promise<Charge>
  /** Makes a key that was never charged void: no charge under it goes through any more. Else tells what became of it. */
  voidKey(key: string): Promise<Charge>
  /** Gives that much of a charge back, once per refund key however often it is called. Returns when the gateway has taken it. */
  refund(order: RefundOrder): Promise<void>
  /** Tells the gateway what changed on a card: its expiry (`2031-12`), its security code. The code is kept nowhere. */
  updateCard(
    token: string,
    changes: { readonly expiry?: string; readonly securityCode?: string },
  ): Promise<CardUpdate>
}
