import type { Product } from '../catalogue/products.ts'
import { type Problem, type Refusal, refuse } from '../kernel/refusals.ts'
import type { PolicyValue, Tenant } from '../organisation/tenant.ts'
import { defaultValueOf, type Policy, type PolicyChange, policyValueOf } from './policy.ts'

/** A policy as a file that people edit. What is not listed stays as it is. */
export interface PolicyFile {
  readonly defaultForNewProducts: PolicyValue
  readonly products: readonly { readonly productId: string; readonly policyValue: string }[]
}

/**
 * What the file would change, or everything that is wrong with it. A product whose value the file does not change keeps
 * it as it has it: its own, or the default; where the default changes, its own from now on. (B07)
 */
export function applyFile(
  policy: Policy,
  tenant: Tenant,
  governed: readonly Product[],
  { defaultForNewProducts, products }: PolicyFile,
):
  | Refusal<'InvalidRequest'>
  | {
      readonly policy: Policy
      readonly tenant: Tenant
      readonly changes: readonly PolicyChange[]
    } {
  const problems: Problem[] = []
  const wanted = new Map<Product, PolicyValue>()
  const seen = new Set<Product>()
  for (const [row, { productId, policyValue }] of products.entries()) {
    const at = `products.${row}`
    const product = governed.find(
      ({ id, previousIds }) => id === productId || previousIds.includes(productId),
    )
    if (!product) {
      problems.push({ target: `${at}.productId`, is: 'ungovernedProduct' })
      continue
    }
    if (seen.has(product)) problems.push({ target: `${at}.productId`, is: 'givenTwice' })
    seen.add(product)
    const value = product.allowedPolicyValues.find((allowed) => allowed === policyValue)
    if (value) wanted.set(product, value)
    else
      problems.push({ target: `${at}.policyValue`, is: 'notAllowed', allowed: product.allowedPolicyValues })
  }
  const [first] = problems
  if (first) return refuse('InvalidRequest', { problems }, { target: first.target })

  const values: Record<string, PolicyValue> = { ...policy.values }
  const changes: PolicyChange[] = []
  for (const product of governed) {
    const from = policyValueOf(policy, tenant, product)
    const to = wanted.get(product) ?? from
    if (from !== to) changes.push({ productId: product.id, from, to })
    const wouldBe = hasOwn(policy, product) ? from : defaultValueOf({ defaultForNewProducts }, product)
    if (wouldBe !== to) values[product.id] = to
  }
  return { policy: { ...policy, values }, tenant: { ...tenant, defaultForNewProducts }, changes }
}

function hasOwn({ values }: Policy, { id, previousIds }: Product): boolean {
  return [id, ...previousIds].some((one) => Object.hasOwn(values, one))
}
