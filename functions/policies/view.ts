import * as z from 'zod'
import { allProducts, type Product } from '#core/catalogue/products.ts'
import { helpPage } from '#core/organisation/links.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { defaultValueOf, type Policy, policyValueOf } from '#core/policies/policy.ts'
import type { Ports } from '#core/ports/ports.ts'
import { etagOf } from '../http/etag.ts'
import { policyValueShape } from '../organisation/view.ts'

export const productPolicyShape = z
  .object({
    policyId: z.string().describe('The policy'),
    productId: z.string().describe('The product'),
    productName: z.string().describe('Its name'),
    policyValue: policyValueShape.describe('The value in force'),
    defaultValue: policyValueShape.describe('What holds while it has no value of its own'),
    allowedValues: z.array(policyValueShape).describe('The values that the product can have'),
    etag: z.string().describe('Its version'),
  })
  .meta({ id: 'ProductPolicy', title: 'Policy for a product' })

export const policyShape = z
  .object({
    policyId: z.string().describe('The policy'),
    defaultForNewProducts: policyValueShape.describe('For products that have no value of their own'),
    help: z.url().describe('Where to read on'),
    products: z.array(productPolicyShape).describe('Every product that is or was for sale'),
    etag: z.string().describe('Its version'),
  })
  .meta({ id: 'Policy', title: 'Policy' })

export const policyId = 'AllowSelfServicePurchase'

/** What the policy is about: everything that is or was for sale; programmes to sign up for have their own switch. */
export function governedProducts({ settings }: Pick<Ports, 'settings'>): readonly Product[] {
  return allProducts(settings.catalogueProfile).filter(isGoverned)
}

export function isGoverned(product: Product): boolean {
  return product.kind !== 'signUpProgramme'
}

/** Its version is what is shown of it: setting one product does not make what was read of the others stale. */
export function productPolicyView(
  ports: Ports,
  policy: Policy,
  tenant: Pick<Tenant, 'defaultForNewProducts'>,
  product: Product,
) {
  const view = {
    policyId,
    productId: product.id,
    productName: product.name,
    policyValue: policyValueOf(policy, tenant, product),
    defaultValue: defaultValueOf(tenant, product),
    allowedValues: product.allowedPolicyValues,
  }
  return { ...view, etag: etagOf(ports, view) }
}

export function policyView(ports: Ports, policy: Policy, tenant: Pick<Tenant, 'defaultForNewProducts'>) {
  const view = {
    policyId,
    defaultForNewProducts: tenant.defaultForNewProducts,
    help: helpPage('allowSelfServicePurchase'),
    products: governedProducts(ports).map((product) => productPolicyView(ports, policy, tenant, product)),
  }
  return { ...view, etag: etagOf(ports, view) }
}
