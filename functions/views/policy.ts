import * as z from 'zod'
import { allProducts, type Product } from '#core/catalogue/products.ts'
import { helpPage } from '#core/organisation/links.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { Policy } from '#core/policies/policy.ts'
import { policyValueOf } from '#core/policies/policy.ts'
import type { World } from '#core/ports/services.ts'
import { etagOf, policyValueShape } from './product.ts'

export const policyRoute = '/tenants/{t}/policies/allowSelfServicePurchase'

export const productPolicyShape = z
  .object({
    policyId: z.string(),
    productId: z.string(),
    productName: z.string(),
    policyValue: policyValueShape,
    allowedValues: z.array(policyValueShape),
    etag: z.string(),
  })
  .meta({ id: 'ProductPolicy' })

export const policyShape = z
  .object({
    policyId: z.string(),
    defaultForNewProducts: policyValueShape,
    help: z.url(),
    products: z.array(productPolicyShape),
    etag: z.string(),
  })
  .meta({ id: 'Policy' })

const policyId = 'AllowSelfServicePurchase'

/** What the policy is about: everything that is or was for sale; programmes to sign up for have their own switch. */
export function governedProducts({ settings }: World): readonly Product[] {
  return allProducts(settings.catalogueProfile).filter(isGoverned)
}

export function isGoverned(product: Product): boolean {
  return product.kind !== 'signUpProgramme'
}

/** Its version is the value in force: setting one product does not make what was read of the others stale. */
export function productPolicyView(
  world: World,
  policy: Policy | undefined,
  tenant: Pick<Tenant, 'defaultForNewProducts'>,
  product: Product,
) {
  const view = {
    policyId,
    productId: product.id,
    productName: product.name,
    policyValue: policyValueOf(policy, tenant, product),
    allowedValues: product.allowedPolicyValues,
  }
  return { ...view, etag: etagOf({ world }, view) }
}

export function policyView(
  world: World,
  policy: Policy | undefined,
  tenant: Pick<Tenant, 'defaultForNewProducts'>,
) {
  const view = {
    policyId,
    defaultForNewProducts: tenant.defaultForNewProducts,
    help: helpPage('allowSelfServicePurchase'),
    products: governedProducts(world).map((product) => productPolicyView(world, policy, tenant, product)),
  }
  return { ...view, etag: etagOf({ world }, view) }
}
