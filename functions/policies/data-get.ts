import * as z from 'zod'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { dataPoliciesShape, dataPoliciesView, readDataPolicies } from './data-view.ts'

export const route = tenantRoute({
  summary:
    'What holds for the data that people make: the same for a product however it was bought. The products enforce it.',
  tag: 'Policies',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: nothing,
  answers: { 200: { description: 'The policies', body: dataPoliciesShape, headers: ['ETag'] } },
  refusals: [],
  async handle({ services, caller }) {
    const body = dataPoliciesView(services, await readDataPolicies(services, caller.tenantId))
    return { status: 200, body, etag: body.etag }
  },
})
