import * as z from 'zod'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { expected } from '../http/messages/messages.ts'
import { instantShape } from '../http/shapes.ts'

const addressPart = z.string().max(200)

/** Where the card's bills go; the parts are the ones that the country knows. */
export const addressShape = z
  .record(z.string().min(1).max(50), addressPart)
  .refine((address) => Object.keys(address).length <= 12, expected('partsAtMost12'))
  .meta({ override: { maxProperties: 12 } })

export const paymentMethodShape = z
  .object({
    id: z.string().describe('A GUID'),
    type: z.literal('card').describe('Nothing else can be paid with'),
    brand: z.string().describe('Whose card it is'),
    last4: z.string().describe('The last four digits of its number'),
    expiry: z.string().describe('Year and month, `2031-12`'),
    nameOnCard: z.string().optional().describe('As it stands on the card'),
    address: z.record(z.string(), z.string()).optional().describe('Where the bills go'),
    createdDateTime: instantShape.describe('When it was added. RFC 3339, UTC'),
    etag: z.string().optional().describe('Its version'),
  })
  .meta({ id: 'PaymentMethod', title: 'Payment method' })

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
