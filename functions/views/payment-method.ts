import * as z from 'zod'
import type { PaymentMethod } from '#core/billing/payment-method.ts'

const addressPart = z.string().max(200)

/** Where the card's bills go; the parts are the ones that the country knows. */
export const addressShape = z
  .record(z.string().min(1).max(50), addressPart)
  .refine((address) => Object.keys(address).length <= 12, 'Expected at most 12 parts.')

export const paymentMethodShape = z
  .object({
    id: z.string(),
    type: z.literal('card'),
    brand: z.string(),
    last4: z.string(),
    expiry: z.string(),
    nameOnCard: z.string().optional(),
    address: z.record(z.string(), z.string()).optional(),
    createdDateTime: z.string(),
    etag: z.string().optional(),
  })
  .meta({ id: 'PaymentMethod' })

/** A card as its owner sees it: never its token. (R115, R117) */
export function paymentMethodView(method: PaymentMethod) {
  return {
    id: method.id,
    type: 'card',
    brand: method.brand,
    last4: method.last4,
    expiry: method.expiry,
    ...(method.nameOnCard === null ? {} : { nameOnCard: method.nameOnCard }),
    ...(method.address === null ? {} : { address: method.address }),
    createdDateTime: method.createdAt,
  }
}
