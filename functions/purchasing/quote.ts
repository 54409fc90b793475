import * as z from 'zod'
import { channels } from '#core/catalogue/channel.ts'
import { eligibilityCodes } from '#core/catalogue/eligibility.ts'
import { isRefusal, refuse } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import { quote } from '#core/purchasing/quote.ts'
import { totalLicensesMax } from '#core/seats/total-licenses.ts'
import { firstTermEnd } from '#core/subscriptions/term.ts'
import { productIdShape, productOr404, reasonsAgainst, refuseIneligible } from '../catalogue/eligible.ts'
import { adminReaders, buyers, isPartner } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, moneyShape, nothing } from '../http/shapes.ts'

export const route = tenantRoute({
  summary: 'What a purchase would cost in the organisation’s country; nothing is bought.',
  tag: 'Catalogue',
  who: [...buyers, ...adminReaders],
  toBuy: true,
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({
    productId: productIdShape.describe('What to get'),
    channel: z.enum([...channels, 'partner']).describe('The way to get it'),
    totalLicenses: z.int().min(1).max(totalLicensesMax).describe('How many licences'),
  }),
  onlyReads: true,
  answers: {
    200: {
      description: 'One licence for one term, the tax on all, and what would be charged',
      body: z.object({
        unitPrice: moneyShape.describe('One licence for one term, without tax'),
        tax: moneyShape.describe('On all of them'),
        total: moneyShape.describe('What would be charged'),
        billingTermMonths: z.int().describe('Months of a term'),
        expirationDate: z.string().describe('The day on which the first term would end, if it began today'),
      }),
    },
  },
  refusals: ['NotFound', ...eligibilityCodes],
  async handle(context) {
    const product = productOr404(context, context.body.productId)
    if (isRefusal(product)) return product
    const { channel } = context.body
    // A price list of others is nobody's to buy from, and a partner compares for the organisation.
    const onlyLooks = channel === 'partner' || isPartner(context.caller)
    const ineligible = onlyLooks ? [] : reasonsAgainst(context, product, channel)
    const refused = refuseIneligible(ineligible)
    if (refused) return refused
    const quoted = quote({ ...context.body, product, country: context.tenant.country })
    if (isRefusal(quoted)) return quoted
    const { unitPrice, tax, total } = quoted
    const termMonths = product.channels[channel]?.termMonths
    if (termMonths === undefined) return refuse('ProductNotOffered')
    const startsOn = dayOf(context.services.clock.now())
    return {
      status: 200,
      body: {
        unitPrice: { ...unitPrice },
        tax: { ...tax },
        total: { ...total },
        billingTermMonths: termMonths,
        expirationDate: firstTermEnd({ channel, startsOn, termMonths }),
      },
    }
  },
})
