import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { applyFile } from '#core/policies/policy-file.ts'
import type { Ports } from '#core/ports/ports.ts'
import { policyValueShape } from '../organisation/view.ts'
import type { PolicyAndTenant } from './policy-writes.ts'
import { governedProducts, policyId, policyView } from './view.ts'

/** The policy as a file. Values are texts, so that everything that is wrong with them is found at once. */
export const policyFileShape = z
  .strictObject({
    policyId: z.literal(policyId).describe('The policy'),
    defaultForNewProducts: policyValueShape.describe('For products that have no value of their own'),
    products: z
      .array(
        z.strictObject({
          productId: z.string().min(1).max(64).describe('The product'),
          productName: z.string().max(256).optional().describe('For people; it is not looked at'),
          policyValue: z.string().max(64).describe('One of the values that the product can have'),
        }),
      )
      .max(1_000)
      .describe('What is not listed stays as it is'),
    etag: z
      .string()
      .max(256)
      .describe('The version that was exported: a policy changed since is not overwritten'),
  })
  .meta({ id: 'PolicyFile', title: 'Policy as a file' })

export const policyDifferenceShape = z
  .object({
    changes: z
      .array(
        z.object({
          productId: z.string().describe('The product'),
          productName: z.string().describe('Its name'),
          from: policyValueShape.describe('The value in force'),
          to: policyValueShape.describe('The value of the file'),
        }),
      )
      .describe('The products that get another value, and no other'),
    defaultForNewProducts: z
      .object({
        from: policyValueShape.describe('As it is'),
        to: policyValueShape.describe('As in the file'),
      })
      .optional()
      .describe('There where the default changes'),
  })
  .meta({ id: 'PolicyDifference', title: 'What a policy file changes' })

export function policyFileView(ports: Ports, { policy, tenant }: PolicyAndTenant) {
  const { products, defaultForNewProducts, etag } = policyView(ports, policy, tenant)
  return {
    policyId,
    defaultForNewProducts,
    products: products.map(({ productId, productName, policyValue }) => ({
      productId,
      productName,
      policyValue,
    })),
    etag,
  }
}

/** What the file makes of the policy as it is, and how that is shown; or everything that is wrong with the file. */
export function readFile(
  ports: Ports,
  { policy, tenant }: PolicyAndTenant,
  file: z.output<typeof policyFileShape>,
) {
  const set = applyFile(policy, tenant, governedProducts(ports), file)
  if (isRefusal(set)) return set
  const [from, to] = [tenant.defaultForNewProducts, file.defaultForNewProducts]
  const difference = {
    changes: set.changes.map(({ productId, ...change }) => ({
      productId,
      productName: productName(productId),
      ...change,
    })),
    ...(from === to ? {} : { defaultForNewProducts: { from, to } }),
  }
  return { set, difference, etag: policyView(ports, policy, tenant).etag }
}
