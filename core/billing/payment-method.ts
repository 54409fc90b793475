import type { PaymentMethodId, UserId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** Id: the payment method's GUID. The token is the gateway's and is never shown. */
export interface PaymentMethod extends DocumentBase {
  readonly type: 'paymentMethod'
  readonly id: PaymentMethodId
  readonly ownerId: UserId
  readonly token: string
  readonly brand: string
  readonly last4: string
  readonly expiry: string
  readonly nameOnCard: string | null
  readonly address: { readonly [key: string]: Json | undefined } | null
  readonly createdAt: Instant
}
