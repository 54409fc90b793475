import { expect, test } from 'vitest'
import type { LotId, OperationId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Day } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { withLots } from '#core/subscriptions/lots.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { type Undoing, undoWhole } from '#core/take-over/undo.ts'
import { lotsToReturn, releaseUndo, startUndo } from '#core/take-over/undo-operation.ts'
import {
  aDeleted,
  aMove,
  anActive,
  anAdmin,
  early as at,
  operationId,
  seatsOf,
  subscriptionId,
} from '../support/builders.ts'

const stored = (subscription: Subscription, etag: string): Stored<Subscription> => ({
  ...subscription,
  _etag: etag,
})
const lotId = subscriptionId(1) as string as LotId
const moved = anActive({ seats: seatsOf({ total: 5 }), seatSequence: 4 })
const source = stored(
  { ...aDeleted(), ...withLots(moved, { go: [lotId] }), state: 'deleted' } as Subscription,
  '"1"',
)
const target = stored(
  withLots(anActive({ id: subscriptionId(2), seats: seatsOf({ total: 9, assigned: 7 }) }), {
    come: [{ lotId, epoch: 1 }],
  }),
  '"2"',
)
const operation = aMove({
  targetSubscriptionId: subscriptionId(2),
  state: 'Succeeded',
  completedAt: at,
  sequence: 6,
  progress: { total: 5, succeeded: 5, skipped: 0, failed: 0 },
  switched: { lots: [{ lotId, epoch: 0 }], sequence: 4 },
})
const undoId = operationId(8) as OperationId
const openLotId = operationId(9) as string as LotId
const request = {
  operation,
  source,
  target,
  operationId: undoId,
  by: anAdmin,
  at,
  traceparent: '',
  total: 5,
  seatsNeeded: 0,
}

function begun(given: Partial<typeof request> = {}) {
  const started = startUndo({ ...request, ...given })
  if (isRefusal(started)) throw new Error(started.refused)
  return started
}

function undone(given: Partial<Undoing> = {}) {
  const worker = { by: 'me', deliveryCount: 1 }
  const undo = begun().operation
  const sides = { undo, source, target, leaver: undefined, returning: 4, staying: 0 }
  const beingUndone = { ...operation, undoneBy: undo.id }
  return undoWhole({ ...sides, operation: beingUndone, worker, at, openLotId, ...given })
}
const problemOf = (given: Partial<Undoing>) => {
  const done = undone(given)
  return isRefusal(done)
    ? [done.refused, 'because' in done.facts ? done.facts.because : ''].join(' ').trim()
    : 'undone'
}
const beingUndone = { ...operation, undoneBy: undoId }

test('an undo begins by marking what it undoes, which is kept for as long as that takes', () => {
  const { writes } = begun({ operation: { ...operation, ttl: 100 } })
  expect(writes).toContainEqual({
    kind: 'patch',
    id: operation.id,
    set: { sequence: 7, undoneBy: undoId, ttl: -1 },
    when: [{ field: 'sequence', is: '=', value: 6 }],
  })
})

test('an undo of all is one batch, in which each document is still as it was read', () => {
  const done = undone()
  if (isRefusal(done)) throw new Error(done.refused)
  const [step, marked, back, left, audit, revoked] = done.writes
  expect(step).toMatchObject({ id: undoId, when: [{ field: 'sequence', is: '=', value: 0 }] })
  expect(done.operation).toMatchObject({
    state: 'Succeeded',
    progress: { total: 5, succeeded: 4, skipped: 1, failed: 0 },
    returned: { lots: [{ lotId, epoch: 1 }], sequence: target.seatSequence },
  })
  expect(marked).toMatchObject({
    id: operation.id,
    set: { undoneAt: at, sequence: 7 },
    when: [{ field: 'sequence', is: '=', value: 6 }],
  })
  expect(back).toMatchObject({
    kind: 'replace',
    ifMatch: '"1"',
    document: {
      state: 'active',
      openLotId,
      lotIds: [lotId, openLotId],
      seats: { total: 5, assigned: 4, available: 1 },
      orderHistory: [{ event: 'restored', by: anAdmin }],
    },
  })
  expect(left).toMatchObject({
    id: target.id,
    set: { lotIds: [target.openLotId] },
    add: { 'seats.assigned': -4, 'seats.available': 4 },
    when: [
      { field: 'state', is: '=', value: 'active' },
      { field: 'operationId', is: '=', value: null },
      { field: 'seatSequence', is: '=', value: target.seatSequence },
    ],
  })
  expect(audit).toMatchObject({ document: { facts: { returned: 4, notReturned: 1 } } })
  expect(revoked).toMatchObject({
    document: {
      subscriptionId: target.id,
      revoked: { of: 'lots', lots: [{ lotId, epoch: 1 }], sequence: target.seatSequence },
    },
  })
})

test('a lot comes back from where the operation has put it, and from nowhere else', () => {
  expect(lotsToReturn(operation, target)).toEqual([{ lotId, epoch: 1 }])
  expect(lotsToReturn(operation, withLots(target, { go: [lotId] }))).toEqual([])
  const again = withLots(withLots(target, { go: [lotId] }), { come: [{ lotId, epoch: 3 }] })
  expect(lotsToReturn(operation, again)).toEqual([])
  // Its own undo had brought it there again.
  const restored = withLots(withLots(target, { go: [lotId] }), {
    come: [{ lotId, epoch: 3, restored: true }],
  })
  expect(lotsToReturn(operation, restored)).toEqual([{ lotId, epoch: 3 }])
  expect(lotsToReturn(operation, { ...target, state: 'deleted' })).toEqual([])
  expect(lotsToReturn({ ...operation, switched: null }, target)).toEqual([])
})

test('what cannot be undone says why, and changes nothing', () => {
  expect(problemOf({ operation })).toBe('NotUndoable nothingLeft')
  expect(problemOf({ operation: { ...operation, undoneBy: operationId(3) } })).toBe('NotUndoable nothingLeft')
  expect(problemOf({ operation: { ...beingUndone, undoneAt: at } })).toBe('NotUndoable nothingLeft')
  expect(problemOf({ operation: { ...beingUndone, completedAt: null } })).toBe('OperationInProgress')
  expect(problemOf({ operation: { ...beingUndone, switched: null } })).toBe('NotUndoable nothingLeft')
  expect(problemOf({ source: stored(moved, '"1"') })).toBe('NotUndoable nothingLeft')
  expect(problemOf({ target: { ...target, operationId: operationId(2) } })).toBe('OperationInProgress')
  expect(problemOf({ target: { ...target, lotIds: [] } })).toBe('NotUndoable nothingLeft')
  const event = { event: 'moved', at, by: anAdmin, credited: { amount: 5, currency: 'EUR' } } as const
  expect(problemOf({ source: { ...source, orderHistory: [event] } })).toBe('NotUndoable refunded')
  const over = { ...source, expirationDate: at.slice(0, 10) as Day }
  expect(problemOf({ source: over })).toBe('NotUndoable termOver')
  expect(problemOf({})).toBe('undone')
})

test('an undo that is given up lets the operation be undone by another one, and frees what it held', () => {
  const chosen = { ...operation, onlySelected: true, switched: null }
  const active = stored(anActive({ seats: seatsOf({ total: 5 }) }), '"1"')
  const { operation: undo, writes } = begun({ operation: chosen, source: active, seatsNeeded: 3 })
  expect(undo).toMatchObject({ how: 'chosen', reserved: 3, holdsTarget: true })
  expect(writes).toContainEqual({
    kind: 'patch',
    id: target.id,
    set: { operationId: undoId },
    ifMatch: '"2"',
  })
  const released = releaseUndo(undo)
  expect(released.operation).toMatchObject({ reserved: 0, holdsTarget: false })
  expect(released.writes).toMatchObject([
    { id: operation.id, set: { undoneBy: null }, when: [{ field: 'undoneBy', value: undoId }] },
    { id: target.id, set: { operationId: null }, when: [{ field: 'operationId', value: undoId }] },
    {
      id: active.id,
      add: { 'seats.reserved': -3, 'seats.available': 3 },
      when: [{ field: 'seats.reserved', is: '>=', value: 3 }],
    },
  ])
})

test('an undo looks anew whether its purchaser is gone, where nobody has changed that meanwhile (B09)', () => {
  const leaver = {
    type: 'leaver',
    id: 'leaver:una',
    tenantId: source.tenantId,
    schemaVersion: 1,
    userId: source.purchaserId,
    leftAt: at,
    dueAt: null,
    _etag: '"3"',
  } as const
  const done = undone({ leaver })
  if (isRefusal(done)) throw new Error(done.refused)
  expect(done.writes).toContainEqual({ kind: 'patch', id: leaver.id, set: { dueAt: at }, ifMatch: '"3"' })
})
