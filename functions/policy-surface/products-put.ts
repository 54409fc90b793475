import { admins } from '../http/caller.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { ofProduct, productRowShape } from './policies.ts'
import { policyValueBody, setRow } from './set-row.ts'

export const route = surfaceRoute({
  summary: 'Lets people buy one product for themselves, or not; what was already bought stays as it is.',
  who: admins,
  params: ofProduct,
  query: nothing,
  body: policyValueBody,
  answers: { 200: { description: 'The new value', body: productRowShape } },
  refusals: ['NotFound'],
  handle: (context) => setRow(context, context.params.productId, 'product'),
})
