import { expect, test } from 'vitest'
import type { Channel } from '#core/catalogue/channel.ts'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import { decideTotal, setTotal } from '#core/seats/total-licenses.ts'
import type { Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { aDeleted, anActive, early as at, anAdmin as by, seatsOf } from '../support/builders.ts'

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

const nobody: Standing = { purchaser: false, admin: false, reader: false, licenseAdmin: false }
const purchaser: Standing = { ...nobody, purchaser: true }
const admin: Standing = { ...nobody, admin: true, reader: true }

const decide = (
  subscription: Stored<Subscription>,
  totalLicenses: number,
  standing: Standing = purchaser,
  ifMatch = '"1"',
) => {
  const decided = decideTotal(subscription, standing, { totalLicenses, ifMatch })
  return isRefusal(decided) ? decided.refused : decided.change
}

test('more is paid, fewer is free, the same is nothing (R099 to R101)', () => {
  expect(decide(hundred(), 105)).toBe('paid')
  expect(decide(hundred(), 95)).toBe('free')
  expect(decide(hundred(), 100)).toBe('none')
  expect(decide(hundred({}, 'central'), 105, admin)).toBe('free')
})

test('never below what is assigned plus reserved (R100)', () => {
  expect(decide(hundred(), 90)).toBe('free')
  expect(decide(hundred(), 89)).toBe('QuantityBelowAssigned')
  expect(decideTotal(hundred(), purchaser, { totalLicenses: 89, ifMatch: '"1"' })).toEqual({
    refused: 'QuantityBelowAssigned',
    facts: { assigned: 80, reserved: 10 },
    target: 'totalLicenses',
  })
})

test('a taken-over subscription only shrinks, by administrators; before that it is the purchaser’s (R097)', () => {
  const taken = hundred({ controlledBy })
  expect(decide(taken, 101, admin)).toBe('QuantityIncreaseNotAllowed')
  expect(decide(taken, 101, { ...admin, purchaser: true })).toBe('QuantityIncreaseNotAllowed')
  expect(decide(taken, 99, admin)).toBe('free')
  expect(decide(taken, 99)).toBe('UnderAdminControl')
  expect(decide(hundred(), 99, admin)).toBe('TakeControlRequired')
  expect(decide(hundred(), 99, { ...admin, purchaser: true })).toBe('free')
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

test('the new total is added and told in one batch, guarded by the seats that are free', () => {
  const { after, writes } = setTotal(hundred(), 95, by, at, 'audit:1')
  expect(after.seats).toEqual({ total: 95, assigned: 80, reserved: 10, available: 5 })
  expect(writes[0]).toMatchObject({
    add: { 'seats.total': -5, 'seats.available': -5 },
    when: expect.arrayContaining([{ field: 'seats.available', is: '>=', value: 5 }]),
    ifMatch: '"1"',
  })
  expect(writes[1]).toMatchObject({ document: { facts: { from: 100, to: 95 } } })
})
