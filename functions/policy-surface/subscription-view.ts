import * as z from 'zod'
import { startOfDay } from '#core/kernel/time.ts'
import { nextDue } from '#core/subscriptions/due.ts'
import type { Subscription, SubscriptionState } from '#core/subscriptions/subscription.ts'
import { instantShape } from '../http/shapes.ts'
import { servicePlanShape, servicePlanViews, skuOfSubscription } from './skus.ts'

/** Graph's words for the states. `LockedOut` is of billing that there is not here. */
const graphStatuses = ['Enabled', 'Warning', 'Suspended', 'Deleted', 'LockedOut'] as const

export const graphStatusOf: Readonly<Record<SubscriptionState, (typeof graphStatuses)[number]>> = {
  // Nobody sees it before it is paid.
  pending: 'LockedOut',
  active: 'Enabled',
  expired: 'Warning',
  disabled: 'Suspended',
  deleted: 'Deleted',
}

/** https://learn.microsoft.com/graph/api/resources/companysubscription */
export const companySubscriptionShape = z
  .object({
    id: z.string().describe('The subscription, a GUID'),
    commerceSubscriptionId: z.string().describe('The same'),
    skuId: z.string().describe('What it is of, a GUID'),
    skuPartNumber: z.string().describe('Its name'),
    status: z.enum(graphStatuses).describe('The state'),
    totalLicenses: z.int().describe('Licences bought'),
    isTrial: z.boolean().describe('Whether it is a trial'),
    createdDateTime: instantShape.describe('When it was bought. RFC 3339, UTC'),
    nextLifecycleDateTime: instantShape
      .nullable()
      .describe('When time changes its state, or its term ends. RFC 3339, UTC'),
    ownerId: z.string().describe('Who bought it'),
    ownerType: z.string().describe('`User`'),
    ownerTenantId: z.string().describe('The organisation'),
    serviceStatus: z.array(servicePlanShape).describe('Its service plans'),
  })
  .meta({ id: 'CompanySubscription', title: 'Subscription, as Graph shows it' })

export function companySubscriptionView(subscription: Subscription) {
  const { id, state, seats, channel, createdAt, purchaserId, tenantId } = subscription
  const sku = skuOfSubscription(subscription)
  return {
    id,
    commerceSubscriptionId: id,
    skuId: sku.skuId,
    skuPartNumber: sku.skuPartNumber,
    status: graphStatusOf[state],
    totalLicenses: seats.total,
    isTrial: channel === 'trial',
    createdDateTime: createdAt,
    nextLifecycleDateTime: nextLifecycle(subscription),
    ownerId: purchaserId,
    ownerType: 'User',
    ownerTenantId: tenantId,
    serviceStatus: servicePlanViews(sku, state === 'active' || state === 'expired'),
  }
}

/** Announcing a renewal changes no state. */
function nextLifecycle(subscription: Subscription) {
  if (subscription.state === 'deleted') return null
  const next = nextDue(subscription)
  return startOfDay(next && next.step !== 'announce' ? next.on : subscription.expirationDate)
}
