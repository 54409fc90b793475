import * as z from 'zod'
import { isRefusal, notFound } from '#core/kernel/refusals.ts'
import { setProductPolicy } from '#core/policies/policy.ts'
import { admins } from '../caller.ts'
import { change } from '../change.ts'
import { door, guid, nothing } from '../door.ts'
import { productIdShape, productOr404 } from '../eligible.ts'
import { policyWrites, readPolicyAndTenant, stalePolicy } from '../policies.ts'
import { isGoverned, policyRoute, productPolicyShape, productPolicyView } from '../views/policy.ts'
import { policyValueShape } from '../views/product.ts'

export const policiesProductsPut = door({
  name: 'policies-products-put',
  method: 'PUT',
  route: `${policyRoute}/products/{id}`,
  summary: 'Lets people buy one product for themselves, or not; what was already bought stays as it is.',
  tag: 'Policies',
  who: admins,
  scope: 'tenant',
  params: z.object({ t: guid, id: productIdShape }),
  query: nothing,
  body: z.strictObject({ policyValue: policyValueShape }),
  needsIfMatch: true,
  answers: { 200: { description: 'The new value', body: productPolicyShape } },
  refusals: ['NotFound', 'PreconditionRequired', 'PreconditionFailed'],
  async handle(call) {
    const { world, caller, body } = call
    const product = productOr404(call, call.params.id)
    if (isRefusal(product)) return product
    if (!isGoverned(product)) return notFound()
    let mine = false
    return change(call, caller.tenantId, async () => {
      const { policy, tenant } = await readPolicyAndTenant(call)
      const set = setProductPolicy(policy, tenant, product, body.policyValue)
      if (isRefusal(set)) return set
      const after = productPolicyView(world, set.policy, tenant, product)
      const answer = { status: 200, body: after, etag: after.etag }
      const before = productPolicyView(world, policy, tenant, product).etag
      // After a lost answer the policy is as this request made it.
      if (mine && before === after.etag) return { writes: [], answer }
      if (before !== call.ifMatch) return stalePolicy()
      mine = true
      if (policy?.values[product.id] === body.policyValue) return { writes: [], answer }
      return { writes: policyWrites(call, policy, set.policy, set.changes), answer }
    })
  },
})
