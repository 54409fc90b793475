import type { Actor } from '../audit/audit-entry.ts'
import type { ProductId, SubscriptionId } from '../kernel/ids.ts'
import { notFound, type Refusal, refuse } from '../kernel/refusals.ts'
import { addMilliseconds, type Instant } from '../kernel/time.ts'
import type { DocumentBase, Write } from '../ports/documents.ts'
import type { Quote } from './quote.ts'

/**
 * A central purchase that an administrator has begun: it holds the price, and gives no licences until it is completed.
 * What nobody completes within the hour is not there any more. (R064)
 */
export interface CentralOrder extends DocumentBase {
  readonly type: 'centralOrder'
  readonly productId: ProductId
  readonly totalLicenses: number
  readonly agreementId: string
  /** As it was when the order was opened: that is the price of the term. */
  readonly quote: Quote
  readonly openedBy: Actor
  readonly openedAt: Instant
  readonly expiresAt: Instant
  /** What it became; null while it is open. */
  readonly subscriptionId: SubscriptionId | null
  readonly ttl: number
}

const openMs = 3_600_000
/** Longer than it is open, since the product's time may be moved: what is over is told by `expiresAt`. */
const keptSeconds = 24 * 3_600

export function openOrder(
  given: Pick<
    CentralOrder,
    'id' | 'tenantId' | 'productId' | 'totalLicenses' | 'agreementId' | 'quote' | 'openedBy' | 'openedAt'
  >,
): CentralOrder {
  return {
    type: 'centralOrder',
    schemaVersion: 1,
    ...given,
    expiresAt: addMilliseconds(given.openedAt, openMs),
    subscriptionId: null,
    ttl: keptSeconds,
  }
}

/** An order that can be seen and completed; one whose hour is over is not there. */
export function orderAt(order: CentralOrder | undefined, now: Instant): CentralOrder | Refusal<'NotFound'> {
  if (order?.type !== 'centralOrder') return notFound()
  return order.subscriptionId || now < order.expiresAt ? order : notFound()
}

/** It becomes one subscription, whoever else completes it at the same moment. */
export function completeOrder(
  order: CentralOrder,
  subscriptionId: SubscriptionId,
): Write | Refusal<'OrderCompleted'> {
  if (order.subscriptionId) return refuse('OrderCompleted', { subscriptionId: order.subscriptionId })
  return {
    kind: 'patch',
    id: order.id,
    set: { subscriptionId },
    when: [{ field: 'subscriptionId', is: '=', value: null }],
  }
}
