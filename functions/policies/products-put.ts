import * as z from 'zod'
import { ownValue } from '#core/kernel/own-value.ts'
import { isRefusal, notFound, refuseStale } from '#core/kernel/refusals.ts'
import { setProductPolicy } from '#core/policies/policy.ts'
import { productIdShape, productOr404 } from '../catalogue/eligible.ts'
import { admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { policyValueShape } from '../organisation/view.ts'
import { policyWrites, readPolicyAndTenant } from './policy-writes.ts'
import { isGoverned, productPolicyShape, productPolicyView } from './view.ts'

export const route = tenantRoute({
  summary: 'Lets people buy one product for themselves, or not; what was already bought stays as it is.',
  tag: 'Policies',
  who: admins,
  params: z.object({ t: guid, id: productIdShape }),
  query: nothing,
  body: z.strictObject({ policyValue: policyValueShape.describe('The new value') }),
  needsIfMatch: true,
  answers: { 200: { description: 'The new value', body: productPolicyShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const { services, caller, body } = context
    const product = productOr404(context, context.params.id)
    if (isRefusal(product)) return product
    if (!isGoverned(product)) return notFound()
    let mine = false
    return change(context, caller.tenantId, async () => {
      const present = await readPolicyAndTenant(context)
      const { policy, tenant } = present
      const set = setProductPolicy(policy, tenant, product, body.policyValue)
      if (isRefusal(set)) return set
      const after = productPolicyView(services, set.policy, tenant, product)
      const answer = { status: 200, body: after, etag: after.etag }
      const before = productPolicyView(services, policy, tenant, product).etag
      // After a lost answer the policy is as this request made it.
      if (mine && before === after.etag) return { writes: [], answer }
      const stale = refuseStale(before, context.ifMatch)
      if (stale) return stale
      mine = true
      if (ownValue(policy.values, product.id) === body.policyValue) return { writes: [], answer }
      return { writes: policyWrites(context, present, set), answer }
    })
  },
})
