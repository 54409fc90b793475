import { describe, expect, test } from 'vitest'
import { numbering } from '#core/billing/invoice.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Ending } from '#core/take-over/end-job.ts'
import { switchOff, switchTo } from '#core/take-over/switch.ts'
import {
  aBilledLine,
  aCancel,
  aDeleted,
  aDisabled,
  aMove,
  anActive,
  anExpired,
  anInvoice,
  early as at,
  invoiceId,
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
  original: undefined,
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

  test('R186 into one whose term has ended meanwhile', () => {
    for (const over of [anExpired(target), aDisabled(target)])
      expect(problemOf(over)).toEqual({ code: 'SubscriptionNotActive' })
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
      kind: 'replace',
      document: { id: source.id, lotIds: [], seats: { assigned: 0 }, state: 'deleted', operationId: null },
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
    { kind: 'count', add: { Running: -1 } },
    { kind: 'count', add: { Succeeded: 1 } },
  ])
})

test('R070 a cancel takes all lots away in one batch, over the operation and the source that were read', () => {
  expect(switchOff({ operation: aCancel({ progress }), ending, worker, at })).toMatchObject([
    { when: [{ field: 'sequence', is: '=', value: 0 }], set: { state: 'Succeeded' } },
    {
      kind: 'replace',
      document: { id: source.id, seats: { assigned: 0 }, state: 'deleted', operationId: null },
      ifMatch: '"1"',
    },
    { kind: 'create' },
    { kind: 'create' },
    { kind: 'count', add: { Running: -1 } },
    { kind: 'count', add: { Succeeded: 1 } },
  ])
})

test('B25 R070 what goes back with the end is in the batch of the end, its numbers last', () => {
  const billed = [aBilledLine(source, { invoiceId: invoiceId(1) })]
  const books = {
    numbers: numbering(source.tenantId, undefined, at),
    invoices: [anInvoice()],
    nextId: () => invoiceId(2),
  }
  const paid = { ...ending, source: { ...source, billed }, books }
  const writes = switchOff({ operation: aCancel({ progress }), ending: paid, worker, at })
  expect(writes).toMatchObject([
    { when: [{ field: 'sequence', is: '=', value: 0 }] },
    { kind: 'replace', document: { state: 'deleted', billed: [], dueAt: null } },
    { document: { type: 'audit' } },
    { document: { type: 'mail' } },
    { document: { type: 'invoice', kind: 'creditNote' } },
    { kind: 'patch', id: invoiceId(1) },
    { document: { type: 'refund' } },
    { document: { type: 'spend' }, add: { total: -6_050 } },
    { document: { type: 'invoiceCounter', last: 1 } },
    { document: { type: 'operationCounts' } },
    { document: { type: 'finishedOperations' } },
  ])
  // Decided again, because somebody was faster, it takes the same number.
  expect(switchOff({ operation: aCancel({ progress }), ending: paid, worker, at })).toEqual(writes)
})
