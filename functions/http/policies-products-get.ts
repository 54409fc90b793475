import * as z from 'zod'
import { isRefusal, notFound } from '#core/kernel/refusals.ts'
import { adminReaders } from '../caller.ts'
import { door, guid, nothing } from '../door.ts'
import { productIdShape, productOr404 } from '../eligible.ts'
import { readPolicyAndTenant } from '../policies.ts'
import { isGoverned, policyRoute, productPolicyShape, productPolicyView } from '../views/policy.ts'

export const policiesProductsGet = door({
  name: 'policies-products-get',
  method: 'GET',
  route: `${policyRoute}/products/{id}`,
  summary: 'Whether people may buy one product for themselves.',
  tag: 'Policies',
  who: adminReaders,
  scope: 'tenant',
  params: z.object({ t: guid, id: productIdShape }),
  query: nothing,
  answers: { 200: { description: 'The value in force', body: productPolicyShape } },
  refusals: ['NotFound'],
  async handle(call) {
    const product = productOr404(call, call.params.id)
    if (isRefusal(product)) return product
    if (!isGoverned(product)) return notFound()
    const { policy, tenant } = await readPolicyAndTenant(call)
    const body = productPolicyView(call.world, policy, tenant, product)
    return { status: 200, body, etag: body.etag }
  },
})
