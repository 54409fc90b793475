import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import type { Language } from '#core/kernel/language.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { admins, type Caller, isAny } from '../caller.ts'
import { noteOfFree, tagOfFree } from '../http/messages.ts'
import { moneyShape } from './shapes.ts'

export const subscriptionShape = z
  .object({
    id: z.string(),
    status: z.enum(['Active', 'Deleted']).describe('Extensible'),
    channel: z.enum(['selfService', 'central', 'signUp', 'trial']).describe('Extensible'),
    product: z.object({ id: z.string(), displayName: z.string() }),
    purchaser: z.object({ id: z.string(), displayName: z.string() }),
    totalLicenses: z.int(),
    assignedLicenses: z.int(),
    reservedLicenses: z.int().describe('Held back for users that an operation is moving here'),
    availableLicenses: z.int(),
    price: moneyShape.describe('One licence for one term'),
    billingTermMonths: z.int(),
    createdDateTime: z.string(),
    expirationDate: z.string().describe('A day'),
    agreementId: z.string().optional(),
    controlledBy: z.object({ id: z.string(), displayName: z.string(), at: z.string() }).optional(),
    operationId: z.string().optional().describe('The move or cancel that runs on it'),
    deletedDateTime: z.string().optional(),
    cancellation: z.object({ reason: z.string(), feedback: z.string().optional() }).optional(),
    priceTag: z.string().optional(),
    note: z.string().optional(),
    actions: z.array(z.string()).describe('What the caller may do to it now'),
    orderHistory: z
      .array(
        z.object({
          event: z.string(),
          at: z.string(),
          by: z.object({ id: z.string(), displayName: z.string() }),
          totalLicenses: z.int().optional(),
        }),
      )
      .optional(),
    etag: z.string(),
  })
  .meta({ id: 'Subscription' })

/** What a change answers: a kept answer outlives its ETag, so that is only in the header, read afresh. */
export const changedSubscriptionShape = subscriptionShape
  .omit({ etag: true })
  .meta({ id: 'ChangedSubscription' })

/** A subscription as its purchaser and administrators see it; `history` belongs to the details page. */
export function subscriptionView(
  subscription: Stored<Subscription>,
  caller: Caller,
  language: Language,
  history: boolean,
) {
  const { seats, controlledBy } = subscription
  const deleted = subscription.state === 'deleted' ? subscription : undefined
  const free = subscription.unitPrice.amount === 0
  return {
    id: subscription.id,
    status: deleted ? 'Deleted' : 'Active',
    channel: subscription.channel,
    product: { id: subscription.productId, displayName: productName(subscription.productId) },
    purchaser: { id: subscription.purchaserId, displayName: subscription.purchaserName },
    totalLicenses: seats.total,
    assignedLicenses: seats.assigned,
    reservedLicenses: seats.reserved,
    availableLicenses: seats.available,
    price: { ...subscription.unitPrice },
    billingTermMonths: subscription.termMonths,
    createdDateTime: subscription.createdAt,
    expirationDate: subscription.expirationDate,
    ...(subscription.agreementId ? { agreementId: subscription.agreementId } : {}),
    ...(controlledBy
      ? { controlledBy: { id: controlledBy.id, displayName: controlledBy.name, at: controlledBy.at } }
      : {}),
    ...(subscription.operationId ? { operationId: subscription.operationId } : {}),
    ...(deleted
      ? { deletedDateTime: deleted.deletedAt, cancellation: cancellationView(deleted.cancellation) }
      : {}),
    ...(free ? { priceTag: tagOfFree(language), note: noteOfFree(language) } : {}),
    actions: actionsOn(subscription, caller),
    ...(history ? { orderHistory: historyView(subscription) } : {}),
    etag: subscription._etag,
  }
}

function cancellationView({ reason, feedback }: { reason: string; feedback: string | null }) {
  return { reason, ...(feedback === null ? {} : { feedback }) }
}

function historyView(subscription: Subscription) {
  return subscription.orderHistory.map((entry) => ({
    event: entry.event,
    at: entry.at,
    by: { id: entry.by.id, displayName: entry.by.name },
    ...(entry.totalLicenses === undefined ? {} : { totalLicenses: entry.totalLicenses }),
  }))
}

/** The verbs that would not be refused for the state or the role. (R075 to R077, R087) */
export function actionsOn(subscription: Subscription, caller: Caller): string[] {
  if (subscription.state !== 'active' || subscription.operationId) return []
  const admin = isAny(caller, admins)
  const purchaser = subscription.purchaserId === caller.userId
  if (subscription.channel === 'signUp' || subscription.channel === 'trial') return []
  if (subscription.channel === 'central') return admin ? ['assign', 'unassign', 'changeLicenses'] : []
  if (subscription.controlledBy) {
    return admin ? ['moveUsers', 'cancel', 'assign', 'unassign', 'changeLicenses'] : []
  }
  return [
    ...(admin ? ['takeControl'] : []),
    ...(purchaser ? ['cancel', 'assign', 'unassign', 'changeLicenses'] : []),
  ]
}
