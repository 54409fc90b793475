import * as z from 'zod'
import { allProducts, isOffered } from '#core/catalogue/products.ts'
import { door, guid } from '../door.ts'
import { channelShape, readPolicy } from '../eligible.ts'
import { rowsAnswer } from '../paging.ts'
import { productShape, productView } from '../views/product.ts'
import { listOf, paging } from '../views/shapes.ts'

export const productsList = door({
  name: 'products-list',
  method: 'GET',
  route: '/tenants/{t}/products',
  summary: 'The catalogue with prices per channel, the policy in force and what the caller may get.',
  tag: 'Catalogue',
  who: ['member'],
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    channel: channelShape.optional().describe('Only what is offered that way.'),
    search: z.string().min(1).max(100).optional().describe('A part of the name.'),
  }),
  answers: { 200: { description: 'A page of products', body: listOf(productShape) } },
  refusals: [],
  async handle(call) {
    const { channel, search } = call.query
    const policy = await readPolicy(call)
    const products = allProducts(call.world.settings.catalogueProfile).filter(
      (product) =>
        (channel === undefined || isOffered(product, channel)) &&
        (search === undefined || product.name.toLowerCase().includes(search.toLowerCase())),
    )
    return rowsAnswer(
      call,
      products.map((product) => productView(call, policy, product)),
    )
  },
})
