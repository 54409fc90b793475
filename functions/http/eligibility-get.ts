import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { door, guid } from '../door.ts'
import {
  channelShape,
  productIdShape,
  productOr404,
  readPolicy,
  reasonShape,
  reasonsAgainst,
  reasonViews,
} from '../eligible.ts'

export const eligibilityGet = door({
  name: 'eligibility-get',
  method: 'GET',
  route: '/tenants/{t}/eligibility',
  summary: 'Whether the caller may get a product that way now, and every reason why not.',
  tag: 'Catalogue',
  who: ['member'],
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: z.strictObject({ productId: productIdShape, channel: channelShape.default('selfService') }),
  answers: {
    200: {
      description: 'What a purchase or sign-up would be answered',
      body: z.object({ eligible: z.boolean(), reasons: z.array(reasonShape) }),
    },
  },
  refusals: ['NotFound'],
  async handle(call) {
    const product = productOr404(call, call.query.productId)
    if (isRefusal(product)) return product
    const reasons = reasonsAgainst(call, await readPolicy(call), product, call.query.channel)
    const body = { eligible: reasons.length === 0, reasons: reasonViews(call, reasons) }
    return { status: 200, body }
  },
})
