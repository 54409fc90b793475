import * as z from 'zod'
import { ownValue } from '#core/kernel/own-value.ts'
import { refuseStale } from '#core/kernel/refusals.ts'
import { setAllProducts } from '#core/policies/policy.ts'
import { admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { policyValueShape } from '../organisation/view.ts'
import { policyWrites, readPolicyAndTenant } from './policy-writes.ts'
import { governedProducts, policyShape, policyView } from './view.ts'

export const route = tenantRoute({
  summary: 'Sets every product, and the default of later ones; what was already bought stays as it is.',
  tag: 'Policies',
  who: admins,
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({ policyValue: policyValueShape.describe('The new value') }),
  needsIfMatch: true,
  answers: { 200: { description: 'The policy, changed', body: policyShape, headers: ['ETag'] } },
  refusals: [],
  handle(context) {
    const { services, caller, body } = context
    let mine = false
    return change(context, caller.tenantId, async () => {
      const present = await readPolicyAndTenant(context)
      const { policy, tenant } = present
      const { policyValue } = body
      const set = setAllProducts(policy, tenant, governedProducts(services), policyValue)
      const after = policyView(services, set.policy, set.tenant)
      const answer = { status: 200, body: after, etag: after.etag }
      const before = policyView(services, policy, tenant).etag
      // After a lost answer the policy is as this request made it.
      if (mine && before === after.etag) return { writes: [], answer }
      const stale = refuseStale(before, context.ifMatch)
      if (stale) return stale
      mine = true
      const unchanged = governedProducts(services).every(
        ({ id }) => ownValue(policy.values, id) === ownValue(set.policy.values, id),
      )
      if (unchanged && tenant.defaultForNewProducts === policyValue) return { writes: [], answer }
      return { writes: policyWrites(context, present, set), answer }
    })
  },
})
