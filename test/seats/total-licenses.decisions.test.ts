import { expect, test } from 'vitest'
import { numbering } from '#core/billing/invoice.ts'
import type { Channel } from '#core/catalogue/channel.ts'
import type { InvoiceId, OperationId } from '#core/kernel/ids.ts'
import { money } from '#core/kernel/money.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { addDays, addMilliseconds, dayOf } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { decideTotal, linesMax, lowerTotal, raiseTotal } from '#core/seats/total-licenses.ts'
import type { Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import {
  aBilledLine,
  aDeleted,
  aDisabled,
  anActive,
  anExpired,
  anInvoice,
  early as at,
  anAdmin as by,
  invoiceId,
  seatsOf,
} from '../support/builders.ts'

const controlledBy = { ...by, at }

/** A hundred licences, eighty of them assigned and ten held back, in their purchaser's hands. */
function hundred(over: Partial<Subscription> = {}, channel: Channel = 'selfService'): Stored<Subscription> {
  const seats = seatsOf({ total: 100, assigned: 80, reserved: 10 })
  return {
    ...anActive({ channel, seats, controlledBy: null }),
    _etag: '"1"',
    ...over,
  } as Stored<Subscription>
}

const today = dayOf(at)
const nobody: Standing = { purchaser: false, admin: false, reader: false, licenseAdmin: false }
const purchaser: Standing = { ...nobody, purchaser: true }
const admin: Standing = { ...nobody, admin: true, reader: true }

const decide = (
  subscription: Stored<Subscription>,
  totalLicenses: number,
  standing: Standing = purchaser,
  ifMatch = '"1"',
) => {
  const decided = decideTotal(subscription, standing, { totalLicenses, ifMatch }, today)
  return isRefusal(decided) ? decided.refused : decided.change
}

test('more, fewer, and the same is nothing (R099, R100, R101)', () => {
  for (const subscription of [hundred(), hundred({ controlledBy }, 'central')]) {
    const standing = subscription.channel === 'central' ? admin : purchaser
    expect(decide(subscription, 105, standing)).toBe('more')
    expect(decide(subscription, 95, standing)).toBe('less')
    expect(decide(subscription, 100, standing)).toBe('none')
  }
})

test('never below what is assigned plus reserved (R100)', () => {
  expect(decide(hundred(), 90)).toBe('less')
  expect(decide(hundred(), 89)).toBe('QuantityBelowAssigned')
  expect(decideTotal(hundred(), purchaser, { totalLicenses: 89, ifMatch: '"1"' }, today)).toEqual({
    refused: 'QuantityBelowAssigned',
    facts: { assigned: 80, reserved: 10 },
    target: 'totalLicenses',
  })
})

test('a taken-over subscription only shrinks, by administrators; before that it is the purchaser’s (R097)', () => {
  const taken = hundred({ controlledBy })
  expect(decide(taken, 101, admin)).toBe('QuantityIncreaseNotAllowed')
  expect(decide(taken, 101, { ...admin, purchaser: true })).toBe('QuantityIncreaseNotAllowed')
  expect(decide(taken, 99, admin)).toBe('less')
  expect(decide(taken, 99)).toBe('UnderAdminControl')
  expect(decide(hundred(), 99, admin)).toBe('TakeControlRequired')
  expect(decide(hundred(), 99, { ...admin, purchaser: true })).toBe('less')
})

test('nobody else has a say in it, whatever they read or assign (R160)', () => {
  const readers: Standing = { ...nobody, reader: true, licenseAdmin: true }
  for (const subscription of [hundred(), hundred({ controlledBy }), hundred({}, 'central')]) {
    for (const standing of [nobody, readers]) expect(decide(subscription, 99, standing)).toBe('Forbidden')
  }
  expect(decide(hundred({}, 'central'), 99)).toBe('Forbidden')
})

test('a sign-up has one licence, and a deleted subscription none to change (R002)', () => {
  expect(decide(hundred({}, 'signUp'), 2)).toBe('SingleUserSubscription')
  const deleted = aDeleted({ controlledBy: null })
  expect(decide({ ...deleted, _etag: '"1"' }, 99)).toBe('SubscriptionDeleted')
})

test('nothing while an operation or a payment is running, and nothing on a stale ETag', () => {
  expect(decide(hundred({ operationId: 'o' as OperationId }), 99)).toBe('OperationInProgress')
  expect(decide(hundred({ purchaseId: 'p' }), 99)).toBe('PaymentOutcomeUnknown')
  expect(decide(hundred(), 99, purchaser, '"0"')).toBe('PreconditionFailed')
  expect(decide(hundred(), 99, purchaser, '"*"')).toBe('PreconditionFailed')
  expect(decide(hundred(), 100, purchaser, '"0"')).toBe('PreconditionFailed')
})

test('B21 a trial has one licence too', () => {
  expect(decide(hundred({}, 'trial'), 2)).toBe('SingleUserSubscription')
})

test('R186 nothing is added to what is not paid, or has expired; fewer is always possible until it is disabled', () => {
  const unpaid = {
    invoiceId: invoiceId(1),
    unitPrice: money(1000, 'EUR'),
    from: today,
    since: today,
    retryOn: null,
  }
  expect(decide(hundred({ unpaid }), 101)).toBe('PaymentOverdue')
  expect(decide(hundred({ unpaid }), 99)).toBe('less')
  const seats = seatsOf({ total: 100, assigned: 80, reserved: 10 })
  const expired = { ...anExpired({ seats, controlledBy: null }), _etag: '"1"' }
  expect(decide(expired, 101)).toBe('SubscriptionNotActive')
  expect(decide(expired, 99)).toBe('less')
  // Nor in the moment before time notices that the last term is over.
  expect(decide(hundred({ autoRenew: false, expirationDate: today }), 101)).toBe('SubscriptionNotActive')
  expect(decide(hundred({ autoRenew: true, expirationDate: today }), 101)).toBe('PaymentOutcomeUnknown')
  const disabled = { ...aDisabled({ seats, controlledBy: null }), _etag: '"1"' }
  expect(decide(disabled, 99)).toBe('SubscriptionNotActive')
})

test('B25 so many raises within seven days are enough: what goes back with a cancel fits in one batch', () => {
  const lines = (count: number, daysAgo: number) =>
    Array.from({ length: count }, (_, n) =>
      aBilledLine(hundred(), { invoiceId: invoiceId(n), on: addDays(today, -daysAgo), seats: 1 }),
    )
  expect(decide(hundred({ billed: lines(linesMax, 7) }), 101)).toBe('TooManyRaises')
  expect(decide(hundred({ billed: lines(linesMax, 7) }), 99)).toBe('less')
  expect(decide(hundred({ billed: lines(linesMax - 1, 7) }), 101)).toBe('more')
  expect(decide(hundred({ billed: lines(linesMax, 8) }), 101)).toBe('more')
})

const set = (totalLicenses: number, when = at) => ({ totalLicenses, by, at: when, auditId: 'audit:1' })
const wasPaid = hundred({ billed: [aBilledLine(hundred())] })
const books = (when = at) => {
  let next = 7
  return {
    numbers: numbering(wasPaid.tenantId, undefined, when),
    invoices: [anInvoice()],
    nextId: () => invoiceId(next++) as InvoiceId,
  }
}

test('fewer is taken away and told in one batch, guarded by the seats that are free (R100)', () => {
  for (const subscription of [hundred(), { ...wasPaid, seats: hundred().seats }]) {
    const { after, writes } = lowerTotal(subscription, set(95), books())
    expect(after.seats).toEqual({ total: 95, assigned: 80, reserved: 10, available: 5 })
    expect(writes[0]).toMatchObject({
      add: { 'seats.total': -5, 'seats.available': -5 },
      when: [
        { field: 'state', is: 'in', values: ['active', 'expired'] },
        { field: 'operationId', is: '=', value: null },
        { field: 'seats.total', is: '>=', value: 5 },
        { field: 'seats.available', is: '>=', value: 5 },
      ],
      ifMatch: '"1"',
    })
    expect(writes[1]).toMatchObject({ document: { facts: { from: 100, to: 95 } } })
  }
})

test('B25 what goes back within seven days is credited and refunded in the same batch', () => {
  // Two of 31 days are over.
  const when = addMilliseconds(at, 2 * 24 * 3600 * 1000)
  const { after, writes } = lowerTotal(wasPaid, set(95, when), books(when))
  const back = { net: money(4_677, 'EUR'), tax: money(982, 'EUR'), total: money(5_659, 'EUR') }
  expect(after.orderHistory.at(-1)).toMatchObject({ event: 'quantityChanged', credited: back.total })
  expect(after.billed).toMatchObject([{ seats: 100, returnedSeats: 5, returnedNet: 4_677 }])
  expect(writes[0]).toMatchObject({ set: { billed: after.billed } })
  expect(writes.slice(1)).toMatchObject([
    { document: { type: 'audit', facts: { credited: back.total } } },
    {
      document: {
        type: 'invoice',
        kind: 'creditNote',
        id: invoiceId(7),
        number: '2026-000001',
        creditOf: { invoiceId: invoiceId(1) },
        lines: [{ what: 'credit', seats: 5, days: 29, from: '2026-01-07', to: '2026-02-04' }],
        ...back,
      },
    },
    { kind: 'patch', id: invoiceId(1), add: { credited: 5_659 } },
    {
      document: {
        type: 'refund',
        id: 'refund:audit:1',
        because: 'fewerLicenses',
        parts: [{ chargeKey: 'key', amount: back.total }],
        creditNoteId: invoiceId(7),
      },
    },
    { kind: 'count', document: { type: 'spend' } },
    { kind: 'create', document: { type: 'invoiceCounter', last: 1 } },
  ])
  expect(writes[3]).not.toHaveProperty('set')
})

test('B25 later than that nothing goes back', () => {
  const when = addMilliseconds(at, 8 * 24 * 3600 * 1000)
  const { after, writes } = lowerTotal(wasPaid, set(95, when), undefined)
  expect(writes).toHaveLength(2)
  expect(after.orderHistory.at(-1)).not.toHaveProperty('credited')
  expect(after.billed).toEqual([])
})

test('more without a card is added in one batch, with its line where it is invoiced', () => {
  const { after, writes } = raiseTotal(hundred(), set(105), undefined)
  expect(after.seats).toEqual({ total: 105, assigned: 80, reserved: 10, available: 15 })
  expect(after.billed).toEqual([])
  expect(writes).toMatchObject([
    {
      add: { 'seats.total': 5, 'seats.available': 5 },
      when: [
        { field: 'state', is: 'in', values: ['active', 'expired'] },
        { field: 'operationId', is: '=', value: null },
      ],
      ifMatch: '"1"',
    },
    { document: { facts: { from: 100, to: 105 } } },
  ])
  const line = aBilledLine(hundred(), { invoiceId: invoiceId(2), seats: 5, chargeKey: null })
  expect(raiseTotal(wasPaid, set(105), line).after.billed).toEqual([...wasPaid.billed, line])
})
