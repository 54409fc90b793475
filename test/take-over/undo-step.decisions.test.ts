import { expect, test } from 'vitest'
import type { LotId, OperationId } from '#core/kernel/ids.ts'
import type { Stored } from '#core/ports/documents.ts'
import { type Assignment, touchedAt } from '#core/seats/assignment.ts'
import type { BulkOperation } from '#core/seats/bulk.ts'
import { newLots, withLots } from '#core/subscriptions/lots.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { undoOfChosen, undoOfListed } from '#core/take-over/undo-of-user.ts'
import type { UndoOperation } from '#core/take-over/undo-operation.ts'
import { planUndoStep, type UndoOfUser } from '#core/take-over/undo-step.ts'
import {
  aMove,
  anActive,
  anAssignment,
  early as at,
  operationId,
  seatsOf,
  subscriptionId,
  userId,
} from '../support/builders.ts'

/** One step of an undo that goes user by user. (B20) */

const moveId = operationId(1) as OperationId
const undoId = operationId(8) as OperationId
const lotId = moveId as string as LotId
const stored = (subscription: Subscription, etag: string): Stored<Subscription> => ({
  ...subscription,
  _etag: etag,
})
const source = stored(
  anActive({ seats: { total: 9, assigned: 2, reserved: 2, available: 5 }, seatSequence: 6 }),
  '"1"',
)
const target = stored(
  {
    ...withLots(
      anActive({
        id: subscriptionId(2),
        ...newLots(subscriptionId(2)),
        seats: seatsOf({ total: 9, assigned: 7 }),
      }),
      { come: [{ lotId, epoch: 0 }] },
    ),
    operationId: undoId,
  },
  '"2"',
)
const operation = aMove({ id: moveId, onlySelected: true, state: 'Succeeded', completedAt: at, sequence: 6 })
const undo: UndoOperation = {
  ...operation,
  kind: 'undo',
  id: undoId,
  state: 'Running',
  completedAt: null,
  sequence: 1,
  undoes: { id: moveId, kind: 'moveUsers', completedAt: at, startedAt: 0, switched: null },
  how: 'chosen',
  holdsTarget: true,
  reserved: 2,
  place: 0,
  returned: null,
  progress: { total: 3, succeeded: 0, skipped: 0, failed: 0 },
}
const holder = (n: number, seat: Partial<Assignment['seat']> = {}): Stored<Assignment> => {
  const assignment = anAssignment({ id: source.id, tenantId: source.tenantId }, userId(n))
  const moved = { ...assignment.seat, lotId, given: 1, touched: touchedAt(target.id, 1), ...seat }
  return { ...assignment, seat: moved, _etag: `"u${n}"` }
}
const gaveBack = holder(2, {
  state: 'revoked',
  lotId: source.openLotId,
  left: { epoch: 0, sequence: 5 },
  leftBy: moveId,
  touched: touchedAt(source.id, 5),
})
const returns: UndoOfUser = { does: 'return', assignment: holder(1) }
const gives: UndoOfUser = { does: 'give', assignment: gaveBack }
const skips: UndoOfUser = { does: 'skip', assignment: holder(3), reason: 'changedSince' }

function step(users: readonly UndoOfUser[], next: number | null, over: Partial<UndoOperation> = {}) {
  const worker = { by: 'me', deliveryCount: 1 }
  return planUndoStep({ undo: { ...undo, ...over }, operation, source, target, users, next, worker, at })
}

test('a step carries the version of the source, and demands that nobody else has changed who holds the target', () => {
  const { writes, operation: after } = step([returns, gives, skips], 3)
  expect(writes.slice(0, 3)).toMatchObject([
    { id: undoId, when: [{ field: 'sequence', is: '=', value: 1 }] },
    {
      id: source.id,
      ifMatch: '"1"',
      add: { 'seats.reserved': -2, 'seats.assigned': 2, seatSequence: 1 },
      when: [
        { field: 'seats.reserved', is: '>=', value: 2 },
        { field: 'operationId', is: '=', value: null },
      ],
    },
    {
      id: target.id,
      add: { 'seats.assigned': -1, 'seats.available': 1, seatSequence: 1 },
      when: [
        { field: 'operationId', is: '=', value: undoId },
        { field: 'seatSequence', is: '=', value: target.seatSequence },
      ],
    },
  ])
  expect(writes[2]).not.toHaveProperty('set')
  expect(after).toMatchObject({ reserved: 0, place: 3, progress: { succeeded: 2, skipped: 1 } })
  const seats = writes.filter((write) => write.kind === 'patch' && write.set?.['seat'])
  expect(seats).toMatchObject([
    { ifMatch: '"u1"', set: { seat: { state: 'active', lotId: source.openLotId, given: 7 } } },
    { ifMatch: '"u2"', set: { seat: { state: 'active', lotId: source.openLotId, given: 7 } } },
  ])
  const [part, entry, given] = writes.flatMap((write) => (write.kind === 'create' ? [write.document] : []))
  expect(part).toMatchObject({
    id: `undoPart:${undoId}:0`,
    next: 3,
    users: [
      { userId: userId(1), outcome: 'succeeded' },
      { userId: userId(2), outcome: 'succeeded' },
      { userId: userId(3), outcome: 'skipped', reason: 'changedSince' },
    ],
  })
  expect(entry).toMatchObject({
    action: 'licences.returned',
    subscriptionId: target.id,
    revoked: { of: 'users', users: [{ userId: userId(1) }] },
  })
  expect(given).toMatchObject({ action: 'licences.assigned', subscriptionId: source.id })
})

test('the last step lets go of all that is held, and marks what is undone', () => {
  const { writes, operation: after } = step([skips], null)
  expect(after).toMatchObject({
    state: 'Succeeded',
    reserved: 0,
    holdsTarget: false,
    progress: { total: 1, succeeded: 0, skipped: 1 },
  })
  expect(writes).toContainEqual(
    expect.objectContaining({ id: source.id, add: { 'seats.available': 2, 'seats.reserved': -2 } }),
  )
  expect(writes).toContainEqual(expect.objectContaining({ id: target.id, set: { operationId: null } }))
  expect(writes).toContainEqual(
    expect.objectContaining({ id: moveId, set: expect.objectContaining({ undoneAt: at }) }),
  )
})

test('where seats are gone the last ones stay where they are', () => {
  const full = { ...source, seats: { total: 3, assigned: 2, reserved: 1, available: 0 } }
  const worker = { by: 'me', deliveryCount: 1 }
  const few = planUndoStep({
    undo: { ...undo, reserved: 1 },
    operation,
    source: full,
    target,
    users: [returns, gives],
    next: null,
    worker,
    at,
  })
  expect(few.operation.progress).toMatchObject({ succeeded: 1, skipped: 1 })
  // Free ones of a source that is being emptied are nobody's.
  const held = planUndoStep({
    undo: { ...undo, reserved: 1 },
    operation,
    source: { ...full, operationId: operationId(3), seats: { ...full.seats, total: 4, available: 1 } },
    target,
    users: [returns, gives],
    next: null,
    worker,
    at,
  })
  expect(held.operation.progress).toMatchObject({ succeeded: 1, skipped: 1 })
})

test('of chosen users comes back who is as the move left them', () => {
  const sides = { source, target }
  const of = (held: readonly Stored<Assignment>[], isActive = true) => {
    const found = undoOfChosen(operation, sides, held, isActive)
    return found?.does === 'skip' ? found.reason : found?.does
  }
  expect(of([holder(1)])).toBe('return')
  expect(of([holder(1, { state: 'revoked' })])).toBe('changedSince')
  expect(of([gaveBack])).toBe('give')
  expect(of([gaveBack], false)).toBe('userNotActive')
  const heldAgain = { ...holder(1, { lotId: source.openLotId }), id: 'again' }
  expect(of([holder(1), heldAgain])).toBe('alreadyHolding')
  const elsewhere = holder(1, { lotId: target.openLotId, earlier: [{ lotId, given: 1 }] })
  expect(of([elsewhere])).toBe('changedSince')
  expect(of([{ ...heldAgain, seat: { ...heldAgain.seat, state: 'revoked' } }])).toBeUndefined()
})

test('of a list comes back whoever still has, or lacks, what its step gave or took', () => {
  const list = (kind: BulkOperation['kind']) => ({ id: moveId, kind })
  const touched = touchedAt(source.id, 5)
  const given = holder(1, { lotId: source.openLotId, touched })
  const of = (kind: BulkOperation['kind'], held: readonly Stored<Assignment>[]) => {
    const found = undoOfListed(list(kind), { sequence: 5 }, source, held, true)
    return found?.does === 'skip' ? found.reason : found?.does
  }
  expect(of('assignUsers', [given])).toBe('take')
  const anew = holder(1, { lotId: source.openLotId, touched: touchedAt(source.id, 6) })
  expect(of('assignUsers', [anew])).toBe('changedSince')
  expect(of('assignUsers', [])).toBeUndefined()
  expect(of('unassignUsers', [gaveBack])).toBe('give')
  expect(of('unassignUsers', [anew])).toBe('alreadyHolding')
  expect(of('unassignUsers', [{ ...gaveBack, seat: { ...gaveBack.seat, leftBy: undoId } }])).toBe(
    'changedSince',
  )
})
