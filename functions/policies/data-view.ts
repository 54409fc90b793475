import * as z from 'zod'
import { findProduct, productName } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { ProductId, TenantId } from '#core/kernel/ids.ts'
import {
  type DataPolicies,
  dataPolicyOf,
  regions,
  sharings,
  undecided,
} from '#core/policies/data-policies.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Ports } from '#core/ports/ports.ts'
import { etagOf } from '../http/etag.ts'

const fields = {
  retentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .nullable()
    .describe('Days that data is kept after the last licence of its maker has ended; null: no end'),
  externalSharing: z
    .enum(sharings)
    .describe('Whether data may be shared outside the organisation. Extensible'),
  dataRegion: z
    .enum(regions)
    .describe(
      'Where data is stored: the organisation’s own country, the European Union, or anywhere. Extensible',
    ),
  sensitivityLabelRequired: z.boolean().describe('Whether documents need a sensitivity label'),
}

/** What is sent; a policy that is not whole is no default. */
export const dataPolicyInput = z.strictObject(fields)
export const dataPolicyDifferences = z.strictObject(fields).partial()

export const dataPolicyShape = z.object(fields).meta({
  id: 'DataPolicy',
  title: 'Data policy',
  description: 'What holds for the data made with a product',
})

export const dataPoliciesShape = z
  .object({
    default: dataPolicyShape.describe('For every product that has nothing of its own'),
    products: z
      .array(
        z.object({
          productId: z.string().describe('The product'),
          displayName: z.string().describe('Its name'),
          differences: z.object(fields).partial().describe('What differs from the default'),
          inForce: dataPolicyShape.describe('What holds, however its licences were bought'),
        }),
      )
      .describe('Products for which something differs'),
    etag: z.string().describe('The version of all of it'),
  })
  .meta({ id: 'DataPolicies', title: 'Data policies' })

export function dataPoliciesView(
  ports: Ports,
  policies: Pick<DataPolicies, 'default' | 'products'> | undefined,
) {
  const view = {
    default: { ...(policies?.default ?? undecided) },
    products: Object.entries(policies?.products ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([productId, differences]) => ({
        productId,
        displayName: productName(productId),
        differences: { ...differences },
        inForce: dataPolicyFor(policies, productId as ProductId),
      })),
  }
  return { ...view, etag: etagOf(ports, view) }
}

/** What holds for a product, also one that the catalogue has lost. */
export function dataPolicyFor(
  policies: Pick<DataPolicies, 'default' | 'products'> | undefined,
  productId: ProductId,
) {
  return { ...dataPolicyOf(policies, findProduct(productId) ?? { id: productId, previousIds: [] }) }
}

/** Undefined as long as the organisation has decided nothing. */
export function readDataPolicies(
  { documents }: Pick<Ports, 'documents'>,
  tenantId: TenantId,
): Promise<Stored<DataPolicies> | undefined> {
  return documents.read<DataPolicies>(tenantId, documentId.dataPolicies)
}
