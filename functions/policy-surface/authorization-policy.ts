import * as z from 'zod'
import type { Tenant } from '#core/organisation/tenant.ts'

export const authorizationPolicyId = 'authorizationPolicy'

export const authorizationPolicyShape = z
  .object({
    id: z.literal(authorizationPolicyId).describe('Always the same'),
    displayName: z.string().describe('Its name'),
    description: z.string().describe('What of it is kept here'),
    allowedToSignUpEmailBasedSubscriptions: z
      .boolean()
      .describe('Whether people may sign up for free programmes: `allowAdHocSubscriptions`'),
  })
  .meta({ id: 'SurfaceAuthorizationPolicy', title: 'Authorization policy, as existing tools read it' })

export function authorizationPolicyView({ allowAdHocSubscriptions }: Tenant) {
  return {
    id: authorizationPolicyId,
    displayName: 'Authorization Policy',
    description: 'Of this policy only sign-up is kept here.',
    allowedToSignUpEmailBasedSubscriptions: allowAdHocSubscriptions,
  }
}
