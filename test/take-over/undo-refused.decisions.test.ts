import { expect, test } from 'vitest'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Day } from '#core/kernel/time.ts'
import type { OperationBase } from '#core/operations/operation.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { AssignUsersOperation, UnassignUsersOperation } from '#core/seats/bulk.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { refuseUndo, startUndo, type UndoRequest } from '#core/take-over/undo-operation.ts'
import {
  aDeleted,
  aDisabled,
  aMove,
  anActive,
  anAdmin,
  anExpired,
  early as at,
  operationId,
  seatsOf,
  subscriptionId,
} from '../support/builders.ts'

/** What stands in the way of an undo, and what a batch holds when it begins. (B20) */

const today = '2026-01-06' as Day
const stored = (subscription: Subscription): Stored<Subscription> => ({ ...subscription, _etag: '"1"' })
const source = stored(anActive({ seats: seatsOf({ total: 5, assigned: 1 }) }))
const target = stored(anActive({ id: subscriptionId(2), seats: seatsOf({ total: 9, assigned: 7 }) }))
const ended = {
  state: 'Succeeded',
  completedAt: at,
  progress: { total: 3, succeeded: 3, skipped: 0, failed: 0 },
} as const
const chosen = aMove({ ...ended, onlySelected: true, targetSubscriptionId: target.id })
const list = { ...aMove(ended), reserved: 0, parts: 1, nextPart: 1 }
const given = { ...list, kind: 'assignUsers' } as unknown as AssignUsersOperation
const taken = { ...list, kind: 'unassignUsers' } as unknown as UnassignUsersOperation
const other = operationId(7)

const refused = (
  operation: OperationBase,
  sides: { source?: Stored<Subscription>; target?: Stored<Subscription> },
) => refuseUndo(operation, { source, target: undefined, ...sides }, today)?.refused
const held = (subscription: Stored<Subscription>) => ({ ...subscription, operationId: other })

test('what has not ended, is undone already, or has done nothing cannot be undone', () => {
  expect(refused(chosen, { target })).toBeUndefined()
  expect(refused({ ...chosen, completedAt: null }, { target })).toBe('OperationInProgress')
  expect(refused({ ...chosen, undoneBy: other }, { target })).toBe('AlreadyUndone')
  const nothing = { ...chosen.progress, succeeded: 0 }
  expect(refused({ ...chosen, progress: nothing }, { target })).toBe('NotUndoable')
  expect(refused({ ...given, progress: { ...nothing, skipped: 3 } }, {})).toBe('NotUndoable')
  expect(refused({ ...chosen, kind: 'exportUsers' }, {})).toBe('NotUndoable')
})

test('users come back one by one only where licences can be given, and from where nobody moves in meanwhile', () => {
  for (const operation of [chosen, taken]) {
    expect(refused(operation, { source: stored(aDeleted()) })).toBe('SubscriptionDeleted')
    expect(refused(operation, { source: stored(anExpired()) })).toBe('SubscriptionNotActive')
    expect(refused(operation, { source: held(source) })).toBe('OperationInProgress')
  }
  expect(refused(chosen, { target: held(target) })).toBe('OperationInProgress')
  const filling = { ...target, seats: { ...target.seats, available: 1, reserved: 1 } }
  expect(refused(chosen, { target: filling })).toBe('OperationInProgress')
  expect(refused(chosen, { target: stored(aDeleted({ id: target.id })) })).toBeUndefined()
})

test('licences that a list gave are taken back wherever licences work', () => {
  expect(refused(given, { source: held(source) })).toBeUndefined()
  expect(refused(given, { source: stored(anExpired()) })).toBeUndefined()
  expect(refused(given, { source: stored(aDisabled()) })).toBe('SubscriptionNotActive')
  expect(refused(given, { source: stored(aDeleted()) })).toBe('SubscriptionDeleted')
})

test('a beginning holds back all the seats that are needed, or refuses', () => {
  const request: UndoRequest = {
    operation: chosen,
    source,
    target,
    operationId: operationId(8) as OperationId,
    by: anAdmin,
    at,
    traceparent: '',
    total: 4,
    seatsNeeded: 4,
  }
  const started = startUndo(request)
  if (isRefusal(started)) throw new Error(started.refused)
  expect(started.writes).toContainEqual({
    kind: 'patch',
    id: source.id,
    add: { 'seats.available': -4, 'seats.reserved': 4 },
    when: [
      { field: 'state', is: '=', value: 'active' },
      { field: 'operationId', is: '=', value: null },
      { field: 'seats.available', is: '>=', value: 4 },
    ],
  })
  expect(startUndo({ ...request, seatsNeeded: 5 })).toMatchObject({
    refused: 'NotEnoughLicenses',
    facts: { needed: 5, available: 4 },
  })
  expect(startUndo({ ...request, seatsNeeded: 0 })).toMatchObject({ refused: 'NotUndoable' })
  const taking = startUndo({ ...request, operation: given, target: undefined, seatsNeeded: 0 })
  if (isRefusal(taking)) throw new Error(taking.refused)
  expect(taking.writes.some((write) => 'id' in write && write.id === source.id)).toBe(false)
})
