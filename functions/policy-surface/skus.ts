import * as z from 'zod'
import { type Channel, channels } from '#core/catalogue/channel.ts'
import { findProduct, findProductBySku, type Product, type Sku, skuOf } from '#core/catalogue/products.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'

export const servicePlanShape = z.object({
  servicePlanId: z.string().describe('A GUID'),
  servicePlanName: z.string().describe('Its name'),
  provisioningStatus: z.string().describe('`Success`, or `Disabled` where the licence does not work'),
  appliesTo: z.string().describe('`User`'),
})

/** A SKU as tools name it: the product, and the ways of getting it that show this SKU. */
export interface SkuSold {
  readonly product: Product
  readonly sku: Sku
  readonly channels: readonly Channel[]
}

export function findSku(skuId: string): SkuSold | undefined {
  const product = findProductBySku(skuId)
  if (!product) return undefined
  const shown = channels.filter((channel) => skuOf(product, channel).skuId === skuId)
  const [first] = shown
  return first && { product, sku: skuOf(product, first), channels: shown }
}

/** The SKU of what was once bought. What no catalogue has any more has the id of nothing, and its product's as its name. */
export function skuOfSubscription({
  productId,
  channel,
}: Pick<Subscription, 'productId' | 'channel'>): Pick<Sku, 'skuId' | 'skuPartNumber' | 'servicePlans'> {
  const product = findProduct(productId)
  return product
    ? skuOf(product, channel)
    : { skuId: '00000000-0000-0000-0000-000000000000', skuPartNumber: productId, servicePlans: [] }
}

export function servicePlanViews({ servicePlans }: Pick<Sku, 'servicePlans'>, works = true) {
  return servicePlans.map(({ servicePlanId, servicePlanName }) => ({
    servicePlanId,
    servicePlanName,
    provisioningStatus: works ? 'Success' : 'Disabled',
    appliesTo: 'User',
  }))
}
