import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { adminReaders, buyers } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid } from '../http/shapes.ts'
import {
  channelShape,
  productIdShape,
  productOr404,
  reasonShape,
  reasonsAgainst,
  reasonViews,
} from './eligible.ts'

export const route = tenantRoute({
  summary: 'Whether the caller may get a product that way now, and every reason why not.',
  tag: 'Catalogue',
  who: [...buyers, ...adminReaders],
  toBuy: true,
  params: z.object({ t: guid }),
  query: z.strictObject({
    productId: productIdShape.describe('The product that is asked about'),
    channel: channelShape.default('selfService').describe('The way to get it'),
  }),
  answers: {
    200: {
      description: 'What a purchase or sign-up would be answered',
      body: z.object({
        eligible: z.boolean().describe('Whether the caller may'),
        reasons: z.array(reasonShape).describe('Every reason why not; none where they may'),
      }),
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const product = productOr404(context, context.query.productId)
    if (isRefusal(product)) return product
    const reasons = reasonsAgainst(context, product, context.query.channel)
    const body = { eligible: reasons.length === 0, reasons: reasonViews(context, reasons) }
    return { status: 200, body }
  },
})
