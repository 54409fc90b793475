import * as z from 'zod'
import type { TenantId } from '#core/kernel/ids.ts'
import { autoclaimOf, autoclaimValues, type Policy } from '#core/policies/policy.ts'

export const autoclaimValueShape = z.enum(autoclaimValues).describe('Kept for the tools that set it')

export const autoclaimShape = z
  .object({
    policyId: z.literal('Autoclaim').describe('The policy'),
    tenantPolicyValue: autoclaimValueShape.describe('What the organisation decided'),
    policyValue: autoclaimValueShape.describe('The same'),
    tenantId: z.string().describe('The organisation'),
  })
  .meta({ id: 'SurfaceAutoclaim', title: 'Auto-claim policy, as existing tools read it' })

export function autoclaimView(tenantId: TenantId, policy: Policy) {
  const value = autoclaimOf(policy)
  return { policyId: 'Autoclaim', tenantPolicyValue: value, policyValue: value, tenantId }
}
