import { describe, expect, test } from 'vitest'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Ending } from '#core/take-over/end-job.ts'
import { switchOff, switchTo } from '#core/take-over/switch.ts'
import {
  aCancel,
  aDeleted,
  aMove,
  anActive,
  early as at,
  operationId,
  seatsOf,
  subscriptionId,
} from '../support/builders.ts'

const stored = (subscription: Subscription, etag: string): Stored<Subscription> => ({
  ...subscription,
  _etag: etag,
})
const source = stored(
  anActive({ seats: seatsOf({ total: 5, assigned: 5 }), operationId: operationId(1), seatSequence: 3 }),
  '"1"',
)
const ending: Ending = {
  source,
  purchaser: undefined,
  organisation: '',
  productName: '',
  targetProductName: null,
  books: undefined,
}
const worker = { by: 'w', deliveryCount: 1 }
const progress = { total: 5, succeeded: 0, skipped: 0, failed: 0 }
const reserved = seatsOf({ total: 10, reserved: 3 })
const target = anActive({ id: subscriptionId(2), seats: reserved, seatSequence: 8 })

/** Two of five users hold the target too, and three seats are held back. */
function switched(to: Subscription, aside = 2) {
  const operation = aMove({ targetSubscriptionId: subscriptionId(2), reserved: 3, progress })
  return switchTo({ operation, target: stored(to, '"2"'), ending, aside, worker, at })
}
const problemOf = (to: Subscription, aside?: number) => {
  const done = switched(to, aside)
  return 'problem' in done ? done.problem : 'switched'
}

describe('nobody moves', () => {
  test('into a target that was deleted meanwhile', () => {
    expect(problemOf(aDeleted(target))).toEqual({ code: 'SubscriptionDeleted' })
  })

  test('into one that is being emptied itself', () => {
    expect(problemOf(anActive({ ...target, operationId: operationId(2) }))).toEqual({
      code: 'OperationInProgress',
    })
  })

  test('where not all have a seat: those held back and those that are free', () => {
    const full = anActive({ ...target, seats: seatsOf({ total: 4, assigned: 1, reserved: 3 }) })
    expect(problemOf(full)).toBe('switched')
    expect(problemOf(full, 1)).toEqual({ code: 'NotEnoughLicenses', missing: 1 })
  })
})

test('R069 all lots move in one batch, over the operation, the source and the target that were looked at', () => {
  const done = switched(target)
  if ('problem' in done) throw new Error(done.problem.code)
  expect(done.writes).toMatchObject([
    { when: [{ field: 'sequence', is: '=', value: 0 }] },
    {
      id: source.id,
      set: { lotIds: [], seats: { assigned: 0 }, state: 'deleted' },
      when: [{ field: 'operationId', is: '=', value: operationId(1) }],
      ifMatch: '"1"',
    },
    {
      id: target.id,
      set: { lotIds: [target.openLotId, source.openLotId], seatSequence: 9 },
      add: { 'seats.reserved': -3, 'seats.assigned': 3 },
      when: [
        { field: 'state', is: '=', value: 'active' },
        { field: 'operationId', is: '=', value: null },
        { field: 'seatSequence', is: '=', value: 8 },
        { field: 'seats.reserved', is: '>=', value: 3 },
      ],
    },
    { kind: 'create' },
    { kind: 'create' },
  ])
})

test('R070 a cancel takes all lots away in one batch, over the operation and the source that were read', () => {
  expect(switchOff({ operation: aCancel({ progress }), ending, worker, at })).toMatchObject([
    { when: [{ field: 'sequence', is: '=', value: 0 }], set: { state: 'Succeeded' } },
    {
      id: source.id,
      set: { seats: { assigned: 0 }, state: 'deleted' },
      when: [{ field: 'operationId', is: '=', value: operationId(1) }],
      ifMatch: '"1"',
    },
    { kind: 'create' },
    { kind: 'create' },
  ])
})
