import type { PaymentMethodId, UserId } from '../kernel/ids.ts'
import { addMonths, type Day, dayOf, type Instant, startOfDay } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'
import type { Address } from './address.ts'

/** Id: the payment method's GUID. The token is the gateway's and is never shown. */
export interface PaymentMethod extends DocumentBase {
  readonly type: 'paymentMethod'
  readonly id: PaymentMethodId
  readonly ownerId: UserId
  readonly token: string
  readonly brand: string
  readonly last4: string
  /** The last month in which it can be charged, `2031-12`. */
  readonly expiry: string
  readonly nameOnCard: string | null
  readonly address: Address | null
  readonly createdAt: Instant
  /** When its owner is notified that it is about to expire: with the month before its last one. Null once they were. */
  readonly dueAt: Instant | null
}

/** What may be said of a card: never its token. (R115) */
export type CardShown = Pick<PaymentMethod, 'brand' | 'last4'>

export function cardShown({ brand, last4 }: CardShown): CardShown {
  return { brand, last4 }
}

/** A card can be charged until the end of its month, in UTC. */
export function isExpired({ expiry }: Pick<PaymentMethod, 'expiry'>, at: Instant): boolean {
  return dayOf(at).slice(0, 7) > expiry
}

/** The first day of the month before its last one. */
export function expiryNoticeAt(expiry: string): Instant {
  return startOfDay(addMonths(`${expiry}-01` as Day, -1))
}
