import * as z from 'zod'
import type { Product } from '#core/catalogue/products.ts'
import { notFound, type RefusalOf } from '#core/kernel/refusals.ts'
import { helpPage } from '#core/organisation/links.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { type Policy, policyValueOf } from '#core/policies/policy.ts'
import { productIdShape, productOr404 } from '../catalogue/eligible.ts'
import type { Context, TenantContext } from '../http/context.ts'
import { policyValueShape } from '../organisation/view.ts'
import { isGoverned, policyId } from '../policies/view.ts'

/** One of these words. People type them on a command line: their case makes no difference. */
export function caseless<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z
    .string()
    .max(64)
    .transform((text) => words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? text)
    .pipe(z.enum(words))
}

export const ofPolicy = z.object({ policyId: caseless(policyId).describe(`\`${policyId}\``) })
export const ofProduct = ofPolicy.extend({ productId: productIdShape.describe('The product') })
export const ofOfferType = ofPolicy.extend({
  id: productIdShape.describe('The offer type, such as `SaaS`'),
})

export const scopes = ['product', 'OfferType'] as const
export type Scope = (typeof scopes)[number]

export const surfacePolicyShape = z
  .object({
    id: z.string().describe('The policy'),
    description: z.string().describe('What it is about, with a link to read on'),
    defaultValue: policyValueShape.describe('Of products that have no value of their own'),
  })
  .meta({ id: 'SurfacePolicy', title: 'Policy, as existing tools read it' })

export const productRowShape = z
  .object({
    policyId: z.string().describe('The policy'),
    policyValue: policyValueShape.describe('The value in force'),
    scope: z.literal('product').describe('The tools print no name without it'),
    productId: z.string().describe('The product'),
    productName: z.string().describe('Its name'),
  })
  .meta({ id: 'SurfaceProductPolicy', title: 'Policy for a product, as existing tools read it' })

export const offerTypeRowShape = z
  .object({
    policyId: z.string().describe('The policy'),
    policyValue: policyValueShape.describe('The value in force'),
    scope: z.literal('OfferType').describe('A group of other sellers’ products'),
    scopeId: z.string().describe('The offer type'),
    scopeValue: z.string().describe('Its name'),
  })
  .meta({ id: 'SurfaceOfferTypePolicy', title: 'Policy for an offer type, as existing tools read it' })

/** The whole list: a catalogue's worth, which those tools read at once. */
export function itemsOf(item: z.ZodType) {
  return z.object({ items: z.array(item).describe('All of them') })
}

export function surfacePolicyView({ defaultForNewProducts }: Pick<Tenant, 'defaultForNewProducts'>) {
  return {
    id: policyId,
    description: `Whether people may buy a product for themselves, by product. Read on at ${helpPage('allowSelfServicePurchase')}`,
    defaultValue: defaultForNewProducts,
  }
}

/** The row of a product, or of an offer type. */
export function rowOf(
  { policy, tenant }: { readonly policy: Policy; readonly tenant: Tenant },
  product: Product,
) {
  const policyValue = policyValueOf(policy, tenant, product)
  return scopeOf(product) === 'product'
    ? { policyId, policyValue, scope: 'product', productId: product.id, productName: product.name }
    : { policyId, policyValue, scope: 'OfferType', scopeId: product.id, scopeValue: product.name }
}

export function scopeOf({ kind }: Product): Scope {
  return kind === 'offerType' ? 'OfferType' : 'product'
}

/** What the policy governs under that id in that scope. */
export function governedOr404(
  context: Pick<Context, 'services'>,
  id: string,
  scope: Scope,
): Product | RefusalOf<'NotFound'> {
  const product = productOr404(context, id)
  if ('refused' in product) return product
  return isGoverned(product) && scopeOf(product) === scope ? product : notFound()
}

/** The value in force, to read. */
export function readRow(context: TenantContext, id: string, scope: Scope) {
  const product = governedOr404(context, id, scope)
  return 'refused' in product ? product : { status: 200, body: rowOf(context, product) }
}
