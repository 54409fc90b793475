import * as z from 'zod'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { policyShape, policyView } from './view.ts'

export const route = tenantRoute({
  summary: 'Which products people may buy for themselves, and what holds for products that come later.',
  tag: 'Policies',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: nothing,
  answers: { 200: { description: 'The policy', body: policyShape, headers: ['ETag'] } },
  refusals: [],
  async handle(context) {
    const { services, policy, tenant } = context
    const body = policyView(services, policy, tenant)
    return { status: 200, body, etag: body.etag }
  },
})
