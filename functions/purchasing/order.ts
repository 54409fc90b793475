import * as z from 'zod'
import type { Product } from '#core/catalogue/products.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { totalLicensesMax } from '#core/seats/total-licenses.ts'
import { productIdShape, productOr404, reasonsAgainst, refuseIneligible } from '../catalogue/eligible.ts'
import { admins, isAny } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { guid } from '../http/shapes.ts'

const common = {
  productId: productIdShape.describe('What to get'),
  email: z.string().min(1).max(320).optional().describe('Must be the caller’s own.'),
  userId: guid.optional().describe('Must be the caller’s own.'),
  source: z.string().min(1).max(200).optional().describe('The site that the caller comes from.'),
}
const billTo = z.string().min(1).max(320).optional().describe('Must be the caller: who buys, pays.')
const totalLicenses = z.int().min(1).max(totalLicensesMax).describe('How many licences')

const withCard = z.strictObject({
  ...common,
  channel: z.literal('selfService').describe('With a card of one’s own'),
  totalLicenses,
  paymentMethodId: guid.optional().describe('Needed: a card of the caller.'),
  fromTrial: guid
    .optional()
    .describe('The caller’s trial of the product: who uses it goes on without a break.'),
  billTo,
})
const onAgreement = z.strictObject({
  ...common,
  channel: z.literal('central').describe('On the organisation’s agreement'),
  totalLicenses,
  agreementId: z.string().min(1).max(100).optional().describe('The organisation’s own when absent.'),
})
const free = z.strictObject({
  ...common,
  channel: z.enum(['signUp', 'trial']).describe('For free'),
  totalLicenses: z.literal(1).optional().describe('It is for one person'),
  billTo,
})

/** What can be asked for: a purchase with a card, a central purchase on an agreement, or something free. */
export const orderShape = z.discriminatedUnion('channel', [withCard, onAgreement, free])
export type Order = z.output<typeof orderShape>
export type CardOrder = z.output<typeof withCard>
export type OrderWithoutPayment = Exclude<Order, CardOrder>

/** The product, when the caller may order it: what they say of themselves first, then eligibility, then who pays. */
export function productFor(context: TenantContext, order: Order): Product | Refusal {
  const product = productOr404(context, order.productId)
  if (isRefusal(product)) return product
  if (order.channel === 'central' && !isAny(context.caller, admins)) {
    return refuse('Forbidden', { anyOfRoles: admins.join(', ') })
  }
  if (order.userId !== undefined && order.userId !== context.caller.userId) {
    return refuse('NotYourself', {}, { target: 'userId' })
  }
  if (order.email !== undefined && !isOwnAddress(context, order.email)) {
    return refuse('EmailMismatch', {}, { target: 'email' })
  }
  const reasons = reasonsAgainst(context, product, order.channel)
  const ineligible = refuseIneligible(reasons)
  if (ineligible) return ineligible
  if ('billTo' in order && order.billTo !== undefined && !isCaller(context, order.billTo)) {
    return refuse('BilledToPurchaser', {}, { target: 'billTo' })
  }
  return product
}

function isCaller(context: TenantContext, text: string): boolean {
  return text.toLowerCase() === context.caller.userId || isOwnAddress(context, text)
}

/** By the token where it names an address, else by their account. */
function isOwnAddress({ caller, person }: TenantContext, address: string): boolean {
  const { email, userPrincipalName } = caller.claims
  const named = [email, userPrincipalName].filter((text) => text !== undefined)
  const own = named.length > 0 ? named : [person.mail, person.userPrincipalName]
  return own.some((text) => text.toLowerCase() === address.toLowerCase())
}
