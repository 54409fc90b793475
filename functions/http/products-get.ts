import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { door, guid, nothing } from '../door.ts'
import { productIdShape, productOr404, readPolicy } from '../eligible.ts'
import { productShape, productView } from '../views/product.ts'

export const productsGet = door({
  name: 'products-get',
  method: 'GET',
  route: '/tenants/{t}/products/{id}',
  summary: 'One product with its prices, the policy in force and what the caller may get.',
  tag: 'Catalogue',
  who: ['member'],
  scope: 'tenant',
  params: z.object({ t: guid, id: productIdShape }),
  query: nothing,
  answers: { 200: { description: 'The product', body: productShape } },
  refusals: ['NotFound'],
  async handle(call) {
    const product = productOr404(call, call.params.id)
    if (isRefusal(product)) return product
    const body = productView(call, await readPolicy(call), product)
    return { status: 200, body, etag: body.etag }
  },
})
