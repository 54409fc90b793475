import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { adminReaders, buyers } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { productIdShape, productOr404 } from './eligible.ts'
import { productShape, productView } from './view.ts'

export const route = tenantRoute({
  summary: 'One product with its prices, the policy in force and what the caller may get.',
  tag: 'Catalogue',
  who: [...buyers, ...adminReaders],
  toBuy: true,
  params: z.object({ t: guid, id: productIdShape }),
  query: nothing,
  answers: { 200: { description: 'The product', body: productShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const product = productOr404(context, context.params.id)
    if (isRefusal(product)) return product
    const body = productView(context, product)
    return { status: 200, body, etag: body.etag }
  },
})
