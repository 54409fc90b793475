import * as z from 'zod'
import type { Channel } from '#core/catalogue/channel.ts'
import { availableFrom, type Offer, type Product, type SalesChannel } from '#core/catalogue/products.ts'
import type { Money } from '#core/kernel/money.ts'
import type { Policy } from '#core/policies/policy.ts'
import { policyValueOf } from '#core/policies/policy.ts'
import { unitPriceOf } from '#core/purchasing/prices.ts'
import type { Call } from '../door.ts'
import { reasonShape, reasonsAgainst, reasonViews } from '../eligible.ts'
import { moneyShape } from './shapes.ts'

export const policyValueShape = z
  .enum(['Enabled', 'Disabled', 'OnlyTrialsWithoutPaymentMethod'])
  .describe('Extensible')

const common = {
  id: z.string(),
  displayName: z.string(),
  kind: z.enum(['microsoftProduct', 'offerType', 'signUpProgramme']).describe('Extensible'),
  family: z.string(),
  status: z.enum(['current', 'retired']).describe('Extensible'),
  availableFrom: z.string().describe('The first day on which it can be had in that country'),
  help: z.url(),
  training: z.url(),
}
const offer = {
  channel: z.enum(['selfService', 'central', 'partner', 'signUp', 'trial']).describe('Extensible'),
  unitPrice: moneyShape.describe('One licence for one term, without tax'),
  billingTermMonths: z.int(),
}

export const productShape = z
  .object({
    ...common,
    channels: z.array(
      z.object({ ...offer, eligible: z.boolean().optional(), reasons: z.array(reasonShape).optional() }),
    ),
    policyValue: policyValueShape,
    etag: z.string(),
  })
  .meta({ id: 'Product' })

export const publicProductShape = z
  .object({
    ...common,
    channels: z.array(z.object(offer)),
    unitPrice: moneyShape.optional().describe('What who buys for himself pays for one licence and term'),
  })
  .meta({ id: 'PublicProduct' })

type Within = Pick<Call, 'world' | 'caller' | 'tenant' | 'person' | 'language'>

/** A product as somebody of the organisation sees it; `partner` is a price list, nobody gets it that way himself. */
export function productView(call: Within, policy: Policy | undefined, product: Product) {
  const { country } = call.tenant
  const channels = offersOf(product, country).map((one) => {
    if (one.channel === 'partner') return one
    const reasons = reasonsAgainst(call, policy, product, one.channel as Channel)
    return { ...one, eligible: reasons.length === 0, reasons: reasonViews(call, reasons) }
  })
  const view = {
    ...commonView(product, country),
    channels,
    policyValue: policyValueOf(policy, call.tenant, product),
  }
  return { ...view, etag: etagOf(call, view) }
}

/** A product as everybody sees it: prices of agreements and partners are not for everybody. (R181) */
export function publicProductView(product: Product, country: string) {
  const channels = offersOf(product, country).filter(
    ({ channel }) => channel !== 'central' && channel !== 'partner',
  )
  const own = unitPriceOf(product, 'selfService', country)
  return { ...commonView(product, country), channels, ...(own ? { unitPrice: { ...own } } : {}) }
}

/** Data has no version of its own: what is shown is its version. */
export function etagOf({ world }: Pick<Call, 'world'>, view: unknown): string {
  return `"${world.ids.derive(JSON.stringify(view))}"`
}

function commonView(product: Product, country: string) {
  return {
    id: product.id,
    displayName: product.name,
    kind: product.kind,
    family: product.family,
    status: product.status,
    availableFrom: availableFrom(product, country),
    help: product.helpLink,
    training: product.trainingLink,
  }
}

function offersOf(product: Product, country: string) {
  return (Object.entries(product.channels) as [SalesChannel, Offer][]).map(([channel, { termMonths }]) => ({
    channel,
    unitPrice: { ...(unitPriceOf(product, channel, country) as Money) },
    billingTermMonths: termMonths,
  }))
}
