import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { quote } from '#core/purchasing/quote.ts'
import { totalLicensesMax } from '#core/seats/total-licenses.ts'
import { door, guid, nothing } from '../door.ts'
import { productIdShape, productOr404 } from '../eligible.ts'
import { moneyShape } from '../views/shapes.ts'

export const quotesCreate = door({
  name: 'quotes-create',
  method: 'POST',
  route: '/tenants/{t}/quotes',
  summary: 'What a purchase would cost in the organisation’s country; nothing is bought.',
  tag: 'Catalogue',
  who: ['member'],
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({
    productId: productIdShape,
    channel: z.enum(['selfService', 'central', 'partner', 'signUp', 'trial']),
    totalLicenses: z.int().min(1).max(totalLicensesMax),
  }),
  onlyReads: true,
  answers: {
    200: {
      description: 'One licence for one term, the tax on all, and what would be charged',
      body: z.object({ unitPrice: moneyShape, tax: moneyShape, total: moneyShape }),
    },
  },
  refusals: ['NotFound', 'ProductNotOffered'],
  async handle(call) {
    const product = productOr404(call, call.body.productId)
    if (isRefusal(product)) return product
    const quoted = quote({ ...call.body, product, country: call.tenant.country })
    if (isRefusal(quoted)) return quoted
    const { unitPrice, tax, total } = quoted
    return { status: 200, body: { unitPrice: { ...unitPrice }, tax: { ...tax }, total: { ...total } } }
  },
})
