import type { Actor } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { SubscriptionId, UserId } from '../kernel/ids.ts'
import { type RefusalOf, refuse } from '../kernel/refusals.ts'
import { addMilliseconds, dayOf, type Instant, toMilliseconds } from '../kernel/time.ts'
import type { DocumentBase, Stored, Write } from '../ports/documents.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** Id `cancellationRequest:{subscriptionId}:{askedId}`: when that purchaser of it was last asked to cancel. */
export interface CancellationRequest extends DocumentBase {
  readonly type: 'cancellationRequest'
  readonly subscriptionId: SubscriptionId
  /** Who was asked: another owner has not been. */
  readonly askedId: UserId
  readonly by: Actor
  readonly at: Instant
}

const week = 7 * 24 * 3_600_000

/** A purchaser is asked to cancel at most once a week for one subscription. (B24) */
export function refuseSecondRequest(
  last: CancellationRequest | undefined,
  { purchaserId }: Subscription,
  now: Instant,
): RefusalOf<'CancellationAlreadyRequested'> | undefined {
  if (last?.askedId !== purchaserId) return undefined
  // One of after now was made before the product's clock was put back.
  const between = Math.abs(toMilliseconds(now) - toMilliseconds(last.at))
  if (between >= week) return undefined
  const againAt = addMilliseconds(last.at, week)
  return refuse('CancellationAlreadyRequested', { requestedOn: dayOf(last.at), againAt })
}

/** Of two who ask at once, the batch of one fails: both read the same last request. */
export function rememberRequest(
  last: Stored<CancellationRequest> | undefined,
  { id, tenantId, purchaserId }: Subscription,
  by: Actor,
  at: Instant,
): Write {
  const document: CancellationRequest = {
    type: 'cancellationRequest',
    id: documentId.cancellationRequest(id, purchaserId),
    tenantId,
    schemaVersion: 1,
    subscriptionId: id,
    askedId: purchaserId,
    by,
    at,
  }
  return last ? { kind: 'replace', document, ifMatch: last._etag } : { kind: 'create', document }
}
