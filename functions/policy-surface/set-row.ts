import * as z from 'zod'
import { ownValue } from '#core/kernel/own-value.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { setProductPolicy } from '#core/policies/policy.ts'
import type { TenantContext } from '../http/context.ts'
import type { Reply } from '../http/reply.ts'
import { change } from '../http/transaction.ts'
import { policyValueShape } from '../organisation/view.ts'
import { policyWrites, readPolicyAndTenant } from '../policies/policy-writes.ts'
import { governedOr404, rowOf, type Scope } from './policies.ts'

export const policyValueBody = z.strictObject({ policyValue: policyValueShape.describe('The new value') })

/** Sets a product or an offer type, whatever it was; in the same documents as our own route, audit entry included. */
export async function setRow(
  context: TenantContext<unknown, unknown, z.output<typeof policyValueBody>>,
  id: string,
  scope: Scope,
): Promise<Reply> {
  const product = governedOr404(context, id, scope)
  if (isRefusal(product)) return product
  const { policyValue } = context.body
  return change(context, context.caller.tenantId, async () => {
    const before = await readPolicyAndTenant(context)
    const set = setProductPolicy(before.policy, before.tenant, product, policyValue)
    if (isRefusal(set)) return set
    const answer = { status: 200, body: rowOf({ policy: set.policy, tenant: before.tenant }, product) }
    const asWanted = ownValue(before.policy.values, product.id) === policyValue
    return { writes: asWanted ? [] : policyWrites(context, before, set), answer }
  })
}
