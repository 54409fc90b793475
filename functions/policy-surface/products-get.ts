import { adminReaders } from '../http/caller.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { ofProduct, productRowShape, readRow } from './policies.ts'

export const route = surfaceRoute({
  summary: 'Whether people may buy one product for themselves.',
  who: adminReaders,
  params: ofProduct,
  query: nothing,
  answers: { 200: { description: 'The value in force', body: productRowShape } },
  refusals: ['NotFound'],
  handle: async (context) => readRow(context, context.params.productId, 'product'),
})
