import { adminReaders } from '../http/caller.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { itemsOf, surfacePolicyShape, surfacePolicyView } from './policies.ts'

export const route = surfaceRoute({
  summary: 'The policies that the MSCommerce module can set.',
  who: adminReaders,
  params: nothing,
  query: nothing,
  answers: { 200: { description: 'All policies', body: itemsOf(surfacePolicyShape) } },
  refusals: [],
  handle: async ({ tenant }) => ({ status: 200, body: { items: [surfacePolicyView(tenant)] } }),
})
