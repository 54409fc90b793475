import * as z from 'zod'
import type { Product } from '#core/catalogue/products.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { totalLicensesMax } from '#core/seats/total-licenses.ts'
import { admins, isAny } from './caller.ts'
import { type Call, guid } from './door.ts'
import { productIdShape, productOr404, readPolicy, reasonsAgainst, refuseIneligible } from './eligible.ts'

const common = {
  productId: productIdShape,
  email: z.string().min(1).max(320).optional().describe('Must be the caller’s own.'),
  userId: guid.optional().describe('Must be the caller himself.'),
  source: z.string().min(1).max(200).optional().describe('The site that the caller comes from.'),
}
const billTo = z.string().min(1).max(320).optional().describe('Must be the caller: who buys, pays.')
const totalLicenses = z.int().min(1).max(totalLicensesMax)

const withCard = z.strictObject({
  ...common,
  channel: z.literal('selfService'),
  totalLicenses,
  paymentMethodId: guid.optional().describe('Needed: a card of the caller.'),
  billTo,
})
const onAgreement = z.strictObject({
  ...common,
  channel: z.literal('central'),
  totalLicenses,
  agreementId: z.string().min(1).max(100).optional().describe('The organisation’s own when absent.'),
})
const free = z.strictObject({
  ...common,
  channel: z.enum(['signUp', 'trial']),
  totalLicenses: z.literal(1).optional(),
  billTo,
})

/** What can be asked for: a purchase with a card, a central purchase on an agreement, or something free. */
export const orderShape = z.discriminatedUnion('channel', [withCard, onAgreement, free])
export type Order = z.output<typeof orderShape>
export type CardOrder = z.output<typeof withCard>
export type OrderWithoutPayment = Exclude<Order, CardOrder>

/** The product, when the caller may order it: what he says of himself first, then eligibility, then who pays. */
export async function productFor(call: Call, order: Order): Promise<Product | Refusal> {
  const product = productOr404(call, order.productId)
  if (isRefusal(product)) return product
  if (order.channel === 'central' && !isAny(call.caller, admins)) {
    return refuse('Forbidden', 'Central purchases are for Global and Billing Administrators.')
  }
  if (order.userId !== undefined && order.userId !== call.caller.userId) {
    return refuse('NotYourself', 'You can buy and sign up for yourself only.', { target: 'userId' })
  }
  if (order.email !== undefined && !isOwnAddress(call, order.email)) {
    return refuse('EmailMismatch', 'The address is not the one you signed in with.', { target: 'email' })
  }
  const reasons = reasonsAgainst(call, await readPolicy(call), product, order.channel)
  const ineligible = refuseIneligible(reasons)
  if (ineligible) return ineligible
  if ('billTo' in order && order.billTo !== undefined && !isCaller(call, order.billTo)) {
    return refuse('BilledToPurchaser', 'Whoever buys for himself pays for it.', { target: 'billTo' })
  }
  return product
}

function isCaller(call: Call, text: string): boolean {
  return text.toLowerCase() === call.caller.userId || isOwnAddress(call, text)
}

/** By the token where it names an address, else by his account. */
function isOwnAddress({ caller, person }: Call, address: string): boolean {
  const { email, userPrincipalName } = caller.claims
  const named = [email, userPrincipalName].filter((text) => text !== undefined)
  const own = named.length > 0 ? named : [person.mail, person.userPrincipalName]
  return own.some((text) => text.toLowerCase() === address.toLowerCase())
}
