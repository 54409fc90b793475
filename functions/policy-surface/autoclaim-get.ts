import { adminReaders } from '../http/caller.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { autoclaimShape, autoclaimView } from './autoclaim.ts'

export const route = surfaceRoute({
  summary: 'Whether people may claim licences by signing in. Nothing here gives a licence that way.',
  who: adminReaders,
  params: nothing,
  query: nothing,
  answers: { 200: { description: 'The value that was decided', body: autoclaimShape } },
  refusals: [],
  handle: async ({ caller, policy }) => ({ status: 200, body: autoclaimView(caller.tenantId, policy) }),
})
