import * as z from 'zod'
import { adminReaders } from '../caller.ts'
import { door, guid, nothing } from '../door.ts'
import { readPolicyAndTenant } from '../policies.ts'
import { policyRoute, policyShape, policyView } from '../views/policy.ts'

export const policiesGet = door({
  name: 'policies-get',
  method: 'GET',
  route: policyRoute,
  summary: 'Which products people may buy for themselves, and what holds for products that come later.',
  tag: 'Policies',
  who: adminReaders,
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: nothing,
  answers: { 200: { description: 'The policy', body: policyShape } },
  refusals: [],
  async handle(call) {
    const { policy, tenant } = await readPolicyAndTenant(call)
    const body = policyView(call.world, policy, tenant)
    return { status: 200, body, etag: body.etag }
  },
})
