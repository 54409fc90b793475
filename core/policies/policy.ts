import type { Product } from '../catalogue/products.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { TenantId } from '../kernel/ids.ts'
import { ownValue } from '../kernel/own-value.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { PolicyValue, Tenant } from '../organisation/tenant.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** Id `policy:AllowSelfServicePurchase`, there from onboarding on: values by product; one without has the tenant's default. */
export interface Policy extends DocumentBase {
  readonly type: 'policy'
  readonly values: { readonly [productId: string]: PolicyValue }
  /** Whether people may claim licences by signing in: kept for the tools that set it. Absent until one does. */
  readonly autoclaim?: AutoclaimValue
}

export const autoclaimValues = ['Enabled', 'Disabled'] as const
export type AutoclaimValue = (typeof autoclaimValues)[number]

export function autoclaimOf({ autoclaim = 'Disabled' }: Policy): AutoclaimValue {
  return autoclaim
}

/** The policy AllowSelfServicePurchase: may people of this organisation buy that product for themselves? */

/**
 * The value in force: the product's own, else the organisation's default. Where that default cannot be had for the
 * product (only trials, of a product without any), purchases are off: never more than the administrator allowed.
 */
export function policyValueOf(
  policy: Policy,
  tenant: Pick<Tenant, 'defaultForNewProducts'>,
  product: Product,
): PolicyValue {
  return setFor(policy, product) ?? defaultValueOf(tenant, product)
}

/** What holds for the product while it has no value of its own. (R054) */
export function defaultValueOf(
  { defaultForNewProducts }: Pick<Tenant, 'defaultForNewProducts'>,
  product: Product,
): PolicyValue {
  return nearest(defaultForNewProducts, product)
}

export interface PolicyChange {
  readonly productId: string
  readonly from: PolicyValue
  readonly to: PolicyValue
}

/** Sets one product; what was already bought stays as it is (R034, R057). No change when it had that value itself. */
export function setProductPolicy(
  policy: Policy,
  tenant: Tenant,
  product: Product,
  value: string,
): Refusal<'InvalidRequest'> | { readonly policy: Policy; readonly changes: readonly PolicyChange[] } {
  const to = product.allowedPolicyValues.find((allowed) => allowed === value)
  if (!to) {
    const problem = { target: 'policyValue', is: 'notAllowed', allowed: product.allowedPolicyValues } as const
    return refuse('InvalidRequest', { problems: [problem] }, { target: 'policyValue' })
  }
  return {
    policy: policyWith(policy, [[product, to]]),
    changes: changed(policy, tenant, [[product, to]]),
  }
}

/**
 * One switch for the organisation: every product, and those that the catalogue gets later (B06). A product that cannot
 * have the value gets the nearest that allows no more. Save the tenant and the policy in one batch.
 */
export function setAllProducts(
  policy: Policy,
  tenant: Tenant,
  products: readonly Product[],
  value: PolicyValue,
): { readonly policy: Policy; readonly tenant: Tenant; readonly changes: readonly PolicyChange[] } {
  const wanted = products.map((product) => [product, nearest(value, product)] as const)
  return {
    policy: policyWith(policy, wanted),
    tenant: { ...tenant, defaultForNewProducts: value },
    changes: changed(policy, tenant, wanted),
  }
}

function setFor(policy: Policy, product: Product): PolicyValue | undefined {
  const key = [product.id, ...product.previousIds].find((id) => Object.hasOwn(policy.values, id))
  return key === undefined ? undefined : ownValue(policy.values, key)
}

function nearest(value: PolicyValue, product: Product): PolicyValue {
  return product.allowedPolicyValues.includes(value) ? value : 'Disabled'
}

type Wanted = readonly (readonly [Product, PolicyValue])[]

function policyWith(policy: Policy, wanted: Wanted): Policy {
  return {
    ...policy,
    values: { ...policy.values, ...Object.fromEntries(wanted.map(([product, to]) => [product.id, to])) },
  }
}

function changed(policy: Policy, tenant: Tenant, wanted: Wanted): readonly PolicyChange[] {
  return wanted
    .map(([product, to]) => ({ productId: product.id, from: policyValueOf(policy, tenant, product), to }))
    .filter(({ from, to }) => from !== to)
}

/** The policy as every organisation begins with it: no product has a value of its own. */
export function newPolicy(tenantId: TenantId): Policy {
  return { type: 'policy', id: documentId.policy, tenantId, schemaVersion: 1, values: {} }
}
