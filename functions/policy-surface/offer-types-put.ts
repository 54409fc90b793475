import { admins } from '../http/caller.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { offerTypeRowShape, ofOfferType } from './policies.ts'
import { policyValueBody, setRow } from './set-row.ts'

export const route = surfaceRoute({
  summary:
    'Lets people buy products of one offer type for themselves, or not; what was already bought stays as it is.',
  who: admins,
  params: ofOfferType,
  query: nothing,
  body: policyValueBody,
  answers: { 200: { description: 'The new value', body: offerTypeRowShape } },
  refusals: ['NotFound'],
  handle: (context) => setRow(context, context.params.id, 'OfferType'),
})
