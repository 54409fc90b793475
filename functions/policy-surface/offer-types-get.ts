import { adminReaders } from '../http/caller.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { offerTypeRowShape, ofOfferType, readRow } from './policies.ts'

export const route = surfaceRoute({
  summary: 'Whether people may buy products of one offer type for themselves.',
  who: adminReaders,
  params: ofOfferType,
  query: nothing,
  answers: { 200: { description: 'The value in force', body: offerTypeRowShape } },
  refusals: ['NotFound'],
  handle: async (context) => readRow(context, context.params.id, 'OfferType'),
})
