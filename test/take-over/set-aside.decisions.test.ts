import { expect, test } from 'vitest'
import type { UserId } from '#core/kernel/ids.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { withLots } from '#core/subscriptions/lots.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { lotOf, type MoveUsersOperation } from '#core/take-over/operations.ts'
import { setAside, usersPerBatch } from '#core/take-over/set-aside.ts'
import {
  aMove,
  anActive,
  anAssignment,
  early as at,
  operationId,
  subscriptionId,
  userId,
} from '../support/builders.ts'

const source = anActive({ operationId: operationId(1), seatSequence: 3 })
const operation = aMove({
  targetSubscriptionId: subscriptionId(2),
  comparison: { targetSequence: 8, first: 'users', place: null },
  progress: { total: 200, succeeded: 0, skipped: 0, failed: 0 },
})
const seatOf = (holder: UserId): Stored<Assignment> => ({ ...anAssignment(source, holder), _etag: '"a"' })
const some = (count: number) => Array.from({ length: count }, (_, number) => seatOf(userId(number)))

function step(
  of: Subscription,
  aside: readonly Stored<Assignment>[],
  back: readonly Stored<Assignment>[] = [],
  state: MoveUsersOperation['state'] = 'Running',
) {
  return setAside({
    operation: { ...operation, state },
    source: { ...of, _etag: '"1"' },
    aside,
    back,
    comparison: { targetSequence: 8, first: 'over', place: null },
    compared: 200,
    worker: { by: 'w', deliveryCount: 1 },
    at,
  })
}

/** What makes a step count for nothing: another step, another job, or another change of who holds the source. */
const onlyAsRead = (sequence: number) => [
  { field: 'operationId', is: '=', value: operationId(1) },
  { field: 'seatSequence', is: '=', value: sequence },
]

test('R069 users of both sides get a lot of their own that stays with the source, and keep both licences', () => {
  const done = step(source, some(2))
  const lotId = lotOf(operation)
  expect(done.source).toMatchObject({
    seatSequence: 4,
    lotIds: [source.openLotId, lotId],
    seats: source.seats,
  })
  expect(done.writes).toMatchObject([
    { when: [{ field: 'sequence', is: '=', value: 0 }], set: { comparison: { first: 'over' } } },
    { id: source.id, set: { lotIds: [source.openLotId, lotId], seatSequence: 4 }, when: onlyAsRead(3) },
    { set: { seat: { state: 'active', lotId, given: 4 } }, ifMatch: '"a"' },
    { set: { seat: { state: 'active', lotId, given: 4 } }, ifMatch: '"a"' },
  ])
})

test('who has lost the target since goes back among those who move', () => {
  const withLot = withLots(source, { come: [{ lotId: lotOf(operation), epoch: 0 }] })
  const waits = seatOf(userId(1))
  const aside = { ...waits, seat: { ...waits.seat, lotId: lotOf(operation) } }
  expect(step(withLot, [], [aside]).writes.slice(1)).toMatchObject([
    { id: source.id, add: { seatSequence: 1 }, when: onlyAsRead(4) },
    { set: { seat: { state: 'active', lotId: source.openLotId } }, ifMatch: '"a"' },
  ])
})

test('a look that finds nobody only says how far it is, and a full batch is no larger than a batch may be', () => {
  expect(step(source, []).writes).toHaveLength(1)
  expect(step(source, some(usersPerBatch), [], 'NotStarted').writes).toHaveLength(100)
})
