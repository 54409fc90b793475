import { auditEntry, theClock } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import { addMilliseconds, type Instant } from '../kernel/time.ts'
import type { Leaver } from '../organisation/leaver.ts'
import type { Comparison, Query, Stored, Write } from '../ports/documents.ts'
import { writesPerEvent } from '../webhooks/webhook.ts'
import type { Subscription, SubscriptionState } from './subscription.ts'

/**
 * A subscription whose purchaser is disabled or gone is an orphan: it goes on as it is, and administrators are shown it.
 * That is marked on the subscription, so that a list of them costs what it shows. (B09, R165, R166)
 */

/** So many subscriptions in one batch: each has its audit entry and is told to the webhooks; the leaver is in it too. */
export const orphansPerBatch = Math.floor(99 / (2 + writesPerEvent))

/** What was being bought when its buyer left is there by then. */
const lastLookMs = 10 * 60_000

const keptStates = ['active', 'expired', 'disabled'] as const satisfies readonly SubscriptionState[]

/** All orphans of an organisation, the longest of them first. */
export const orphans: Query = {
  where: [
    { field: 'type', is: '=', value: 'subscription' },
    { field: 'orphanedAt', is: '>=', value: '0' },
    { field: 'state', is: 'in', values: keptStates },
  ],
  orderBy: { field: 'orphanedAt', direction: 'ascending' },
}

/**
 * What may have to be marked of a person who has left, or who is back. What is bought for the organisation is its own,
 * and goes on without whoever signed for it. What is deleted can come back: its mark is taken off too.
 */
export function concernedBy({ userId, leftAt }: Leaver): Query {
  const theirs: readonly Comparison[] = [
    { field: 'type', is: '=', value: 'subscription' },
    { field: 'purchaserId', is: '=', value: userId },
  ]
  const more: readonly Comparison[] = leftAt
    ? [
        { field: 'channel', is: 'in', values: ['selfService', 'trial', 'signUp'] },
        { field: 'state', is: 'in', values: ['pending', ...keptStates] },
      ]
    : [{ field: 'orphanedAt', is: '>=', value: '0' }]
  return { where: [...theirs, ...more] }
}

/**
 * One batch: marks what has become an orphan, or is none any more, each with its one audit entry. The leaver is part of
 * it, so that nobody who is back meanwhile is taken for gone. No writes where all is marked.
 */
export function markOrphans(
  leaver: Stored<Leaver>,
  subscriptions: readonly Subscription[],
  at: Instant,
  nextId: () => string,
): readonly Write[] {
  const toMark = subscriptions.filter(
    ({ state, orphanedAt }) => state !== 'pending' && Boolean(orphanedAt) !== Boolean(leaver.leftAt),
  )
  if (toMark.length === 0) return []
  return [
    { kind: 'patch', id: leaver.id, set: { dueAt: at }, ifMatch: leaver._etag },
    ...toMark.flatMap((subscription) => markOne(leaver, subscription, at, documentId.audit(nextId()))),
  ]
}

function markOne(
  { userId, leftAt }: Leaver,
  subscription: Subscription,
  at: Instant,
  auditId: string,
): readonly Write[] {
  const { id, tenantId, state, purchaserName } = subscription
  const mark: Write = {
    kind: 'patch',
    id,
    set: { orphanedAt: leftAt },
    // Given to somebody else since, it is no orphan.
    when: [
      { field: 'purchaserId', is: '=', value: userId },
      { field: 'state', is: '=', value: state },
    ],
  }
  if (state === 'deleted') return [mark]
  const what = leftAt ? 'orphaned' : 'purchaserReturned'
  const audit = auditEntry(auditId, `subscription.${what}`, theClock(tenantId), at, {
    subscription,
    facts: { purchaserId: userId, purchaserName, ...(leftAt ? { leftAt } : {}) },
  })
  return [mark, { kind: 'create', document: audit }]
}

/** All is marked. Whoever left is looked at again, as long as something may still be on its way to them. */
export function endLook(leaver: Stored<Leaver>, stillPending: boolean, at: Instant): Write {
  const { id, leftAt, _etag: ifMatch } = leaver
  if (!leftAt) return { kind: 'delete', id, ifMatch }
  // One of after now left before the product's clock was put back.
  const isRecent = leftAt <= at && at < addMilliseconds(leftAt, lastLookMs)
  const dueAt = isRecent || stillPending ? addMilliseconds(at, lastLookMs) : null
  return { kind: 'patch', id, set: { dueAt }, ifMatch }
}
