import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { setAllProducts } from '#core/policies/policy.ts'
import type { Write } from '#core/ports/documents.ts'
import { admins } from '../caller.ts'
import { change } from '../change.ts'
import { door, guid, nothing } from '../door.ts'
import { policyWrites, readPolicyAndTenant, stalePolicy } from '../policies.ts'
import { governedProducts, policyRoute, policyShape, policyView } from '../views/policy.ts'
import { policyValueShape } from '../views/product.ts'

export const policiesPut = door({
  name: 'policies-put',
  method: 'PUT',
  route: policyRoute,
  summary: 'Sets every product, and the default of later ones; what was already bought stays as it is.',
  tag: 'Policies',
  who: admins,
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({ policyValue: policyValueShape }),
  needsIfMatch: true,
  answers: { 200: { description: 'The policy, changed', body: policyShape } },
  refusals: ['PreconditionRequired', 'PreconditionFailed'],
  handle(call) {
    const { world, caller, body } = call
    let mine = false
    return change(call, caller.tenantId, async () => {
      const { policy, tenant } = await readPolicyAndTenant(call)
      const { policyValue } = body
      const set = setAllProducts(policy, tenant, governedProducts(world), policyValue)
      const after = policyView(world, set.policy, set.tenant)
      const answer = { status: 200, body: after, etag: after.etag }
      const before = policyView(world, policy, tenant).etag
      // After a lost answer the policy is as this request made it.
      if (mine && before === after.etag) return { writes: [], answer }
      if (before !== call.ifMatch) return stalePolicy()
      mine = true
      const unchanged = governedProducts(world).every(
        ({ id }) => policy?.values[id] === set.policy.values[id],
      )
      if (unchanged && tenant.defaultForNewProducts === policyValue) return { writes: [], answer }
      const byDefault: Write = {
        kind: 'patch',
        id: documentId.tenant,
        set: { defaultForNewProducts: policyValue },
        ifMatch: tenant._etag,
      }
      return { writes: [...policyWrites(call, policy, set.policy, set.changes), byDefault], answer }
    })
  },
})
