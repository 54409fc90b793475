import * as z from 'zod'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { tenantShape, tenantView } from './view.ts'

export const route = tenantRoute({
  summary: 'The organisation: what it is, and what its administrators decided for all of it.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: nothing,
  answers: { 200: { description: 'The organisation', body: tenantShape, headers: ['ETag'] } },
  refusals: [],
  handle: async ({ tenant }) => ({ status: 200, body: tenantView(tenant), etag: tenant._etag }),
})
