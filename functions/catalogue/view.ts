import * as z from 'zod'
import { channels } from '#core/catalogue/channel.ts'
import { unitPriceOf } from '#core/catalogue/prices.ts'
import { availableFrom, type Offer, type Product, type SalesChannel } from '#core/catalogue/products.ts'
import type { Money } from '#core/kernel/money.ts'
import { trainingOf } from '#core/organisation/links.ts'
import { policyValueOf } from '#core/policies/policy.ts'
import type { TenantContext } from '../http/context.ts'
import { etagOf } from '../http/etag.ts'
import { moneyShape } from '../http/shapes.ts'
import { policyValueShape } from '../organisation/view.ts'
import { reasonShape, reasonsAgainst, reasonViews } from './eligible.ts'

const common = {
  id: z.string().describe('The product id, of up to 64 characters'),
  displayName: z.string().describe('Its name'),
  kind: z.enum(['microsoftProduct', 'offerType', 'signUpProgramme']).describe('What it is. Extensible'),
  family: z.string().describe('Users can move within a family'),
  status: z.enum(['current', 'retired']).describe('A retired product is not offered. Extensible'),
  availableFrom: z.string().describe('The first day on which it can be had in that country'),
  help: z.url().describe('Where to read on'),
  training: z.url().describe('Where to learn to use it'),
  trainingLinks: z
    .object({
      guidedLearning: z.url().describe('Courses'),
      documentation: z.url().describe('The manual'),
      samples: z.url().describe('Examples to begin from'),
      community: z.url().describe('Others who use it'),
    })
    .optional()
    .describe('Of a Power Platform product: the four kinds of training'),
}
const offer = {
  channel: z.enum([...channels, 'partner']).describe('A way to get it. Extensible'),
  unitPrice: moneyShape.describe('One licence for one term, without tax'),
  billingTermMonths: z.int().describe('Months of a term'),
}

export const productShape = z
  .object({
    ...common,
    channels: z
      .array(
        z.object({
          ...offer,
          eligible: z.boolean().optional().describe('Whether the caller may get it that way now'),
          reasons: z.array(reasonShape).optional().describe('Why not; none where they may'),
        }),
      )
      .describe('The ways to get it'),
    policyValue: policyValueShape.describe('The value in force'),
    etag: z.string().describe('Its version'),
  })
  .meta({ id: 'Product', title: 'Product' })

export const publicProductShape = z
  .object({
    ...common,
    channels: z.array(z.object(offer)).describe('The ways to get it'),
    unitPrice: moneyShape
      .optional()
      .describe('What whoever buys for themselves pays for one licence and term, without tax'),
  })
  .meta({ id: 'PublicProduct', title: 'Product, for everybody' })

/** A product as somebody of the organisation sees it; `partner` is a price list, nobody gets it that way themselves. */
export function productView(context: TenantContext, product: Product) {
  const { services, tenant, policy } = context
  const offers = offersOf(product, tenant.country).map((one) => {
    if (one.channel === 'partner') return one
    const reasons = reasonsAgainst(context, product, one.channel)
    return { ...one, eligible: reasons.length === 0, reasons: reasonViews(context, reasons) }
  })
  const view = {
    ...commonView(product, tenant.country),
    channels: offers,
    policyValue: policyValueOf(policy, tenant, product),
  }
  return { ...view, etag: etagOf(services, view) }
}

/** A product as everybody sees it: prices of agreements and partners are not for everybody. (R181) */
export function publicProductView(product: Product, country: string) {
  const channels = offersOf(product, country).filter(
    ({ channel }) => channel !== 'central' && channel !== 'partner',
  )
  const own = unitPriceOf(product, 'selfService', country)
  return { ...commonView(product, country), channels, ...(own ? { unitPrice: { ...own } } : {}) }
}

function commonView(product: Product, country: string) {
  const trainingLinks = trainingOf(product.name)
  return {
    id: product.id,
    displayName: product.name,
    kind: product.kind,
    family: product.family,
    status: product.status,
    availableFrom: availableFrom(product, country),
    help: product.helpLink,
    training: product.trainingLink,
    ...(trainingLinks ? { trainingLinks: { ...trainingLinks } } : {}),
  }
}

function offersOf(product: Product, country: string) {
  return (Object.entries(product.channels) as [SalesChannel, Offer][]).map(([channel, { termMonths }]) => ({
    channel,
    unitPrice: { ...(unitPriceOf(product, channel, country) as Money) },
    billingTermMonths: termMonths,
  }))
}
