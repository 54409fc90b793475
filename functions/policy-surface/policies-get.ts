import * as z from 'zod'
import { adminReaders } from '../http/caller.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { policyId } from '../policies/view.ts'
import {
  authorizationPolicyId,
  authorizationPolicyShape,
  authorizationPolicyView,
} from './authorization-policy.ts'
import { caseless, surfacePolicyShape, surfacePolicyView } from './policies.ts'

export const route = surfaceRoute({
  summary: 'What a policy is about, and what holds where nothing else is set.',
  who: adminReaders,
  params: z.object({
    policyId: caseless(policyId, authorizationPolicyId).describe(
      `\`${policyId}\`, or \`${authorizationPolicyId}\`, which tools read before they change it`,
    ),
  }),
  query: nothing,
  answers: {
    200: { description: 'The policy', body: z.union([surfacePolicyShape, authorizationPolicyShape]) },
  },
  refusals: ['NotFound'],
  async handle({ params, tenant }) {
    const body = params.policyId === policyId ? surfacePolicyView(tenant) : authorizationPolicyView(tenant)
    return { status: 200, body }
  },
})
