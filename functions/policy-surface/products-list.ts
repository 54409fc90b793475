import * as z from 'zod'
import { adminReaders } from '../http/caller.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { governedProducts } from '../policies/view.ts'
import { itemsOf, offerTypeRowShape, ofPolicy, productRowShape, rowOf, scopeOf, scopes } from './policies.ts'

export const route = surfaceRoute({
  summary: 'Every product, or every offer type, with the value in force.',
  who: adminReaders,
  params: ofPolicy,
  query: z.strictObject({
    scope: z.enum(scopes).optional().describe('What is listed; products when absent'),
  }),
  answers: {
    200: { description: 'All of them', body: itemsOf(z.union([productRowShape, offerTypeRowShape])) },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const { services, query } = context
    const listed = governedProducts(services).filter(
      (product) => scopeOf(product) === (query.scope ?? 'product'),
    )
    return { status: 200, body: { items: listed.map((product) => rowOf(context, product)) } }
  },
})
