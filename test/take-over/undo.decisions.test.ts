import { expect, test } from 'vitest'
import type { LotId } from '#core/kernel/ids.ts'
import type { Stored } from '#core/ports/documents.ts'
import { withLots } from '#core/subscriptions/lots.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { lotsToReturn, type Undoing, undo } from '#core/take-over/undo.ts'
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
const openLotId = operationId(9) as string as LotId

function undone(given: Partial<Undoing> = {}) {
  const sides = { operation, source, target, leaver: undefined, returning: 4, staying: 0 }
  return undo({ ...sides, by: anAdmin, at, openLotId, ...given })
}
const problemOf = (given: Partial<Undoing>) => {
  const done = undone(given)
  return 'problem' in done ? done.problem : 'undone'
}

test('an undo is one batch, in which each document is still as it was read', () => {
  const done = undone()
  if ('problem' in done) throw new Error(done.problem)
  const [step, back, left, audit] = done.writes
  expect(done.writes).toHaveLength(4)
  expect(step).toMatchObject({
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
})

test('a lot comes back from where the operation has put it, and from nowhere else', () => {
  expect(lotsToReturn(operation, target)).toEqual([{ lotId, epoch: 1 }])
  expect(lotsToReturn(operation, withLots(target, { go: [lotId] }))).toEqual([])
  const again = withLots(withLots(target, { go: [lotId] }), { come: [{ lotId, epoch: 3 }] })
  expect(lotsToReturn(operation, again)).toEqual([])
  expect(lotsToReturn(operation, { ...target, state: 'deleted' })).toEqual([])
  expect(lotsToReturn({ ...operation, switched: null }, target)).toEqual([])
})

test('what cannot be undone says why, and changes nothing', () => {
  expect(problemOf({ operation: { ...operation, undoneAt: at } })).toBe('UndoneAlready')
  expect(problemOf({ operation: { ...operation, state: 'Failed' } })).toBe('NotEnded')
  expect(problemOf({ operation: { ...operation, switched: null } })).toBe('NotEnded')
  expect(problemOf({ source: stored(moved, '"1"') })).toBe('NotEnded')
  expect(problemOf({ target: { ...target, operationId: operationId(2) } })).toBe('OperationInProgress')
  expect(problemOf({ target: { ...target, lotIds: [] } })).toBe('NothingToUndo')
  const event = { event: 'moved', at, by: anAdmin, credited: { amount: 5, currency: 'EUR' } } as const
  expect(problemOf({ source: { ...source, orderHistory: [event] } })).toBe('Refunded')
  expect(problemOf({})).toBe('undone')
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
  if ('problem' in done) throw new Error(done.problem)
  expect(done.writes).toContainEqual({ kind: 'patch', id: leaver.id, set: { dueAt: at }, ifMatch: '"3"' })
})
