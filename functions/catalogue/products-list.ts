import * as z from 'zod'
import { allProducts, isOffered } from '#core/catalogue/products.ts'
import { adminReaders, buyers } from '../http/caller.ts'
import { rowsAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { channelShape } from './eligible.ts'
import { productShape, productView } from './view.ts'

export const route = tenantRoute({
  summary: 'The catalogue with prices per channel, the policy in force and what the caller may get.',
  tag: 'Catalogue',
  who: [...buyers, ...adminReaders],
  toBuy: true,
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    channel: channelShape.optional().describe('Only what is offered that way.'),
    search: z.string().min(1).max(100).optional().describe('A part of the name.'),
  }),
  answers: { 200: { description: 'A page of products', body: listOf(productShape) } },
  refusals: [],
  async handle(context) {
    const { channel, search } = context.query
    const products = allProducts(context.services.settings.catalogueProfile).filter(
      (product) =>
        (channel === undefined || isOffered(product, channel)) &&
        (search === undefined || product.name.toLowerCase().includes(search.toLowerCase())),
    )
    return rowsAnswer(
      context,
      products.map((product) => productView(context, product)),
    )
  },
})
