import { expect, test } from 'vitest'
import type { Actor } from '#core/audit/audit-entry.ts'
import type { Channel } from '#core/catalogue/channel.ts'
import { findProduct, type Product } from '#core/catalogue/products.ts'
import type { OperationId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { money } from '#core/kernel/money.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { decideTotal, setTotal } from '#core/seats/total-licenses.ts'
import { newSubscription } from '#core/subscriptions/new-subscription.ts'
import type { Seats, Subscription } from '#core/subscriptions/subscription.ts'

const at = '2026-11-21T10:00:00.000Z' as Instant
const by: Actor = { id: 'u', name: 'Uma', tenantId: 't' }
const controlledBy = { ...by, at }
const seats: Seats = { total: 100, assigned: 80, reserved: 10, available: 10 }

function anActive(over: Partial<Subscription> = {}, channel: Channel = 'selfService'): Stored<Subscription> {
  const subscription = newSubscription({
    id: 's' as SubscriptionId,
    state: 'active',
    tenant: { tenantId: 't' as TenantId },
    purchaser: { userId: 'u' as UserId, displayName: 'Uma' },
    by,
    at,
    product: findProduct('CFQ7TTC0H9MP') as Product,
    channel,
    unitPrice: money(1_000, 'EUR'),
    totalLicenses: 100,
  })
  return { ...subscription, seats, _etag: '"1"', ...over } as Stored<Subscription>
}

const decide = (
  subscription: Stored<Subscription>,
  totalLicenses: number,
  as: 'purchaser' | 'admin' = 'purchaser',
  ifMatch = '"1"',
) => {
  const decided = decideTotal(subscription, { totalLicenses, as, ifMatch })
  return 'refused' in decided ? decided.refused : decided.change
}

test('more is paid, fewer is free, the same is nothing (R099 to R101)', () => {
  expect(decide(anActive(), 105)).toBe('paid')
  expect(decide(anActive(), 95)).toBe('free')
  expect(decide(anActive(), 100)).toBe('none')
  expect(decide(anActive({}, 'central'), 105, 'admin')).toBe('free')
})

test('never below what is assigned plus reserved (R100)', () => {
  expect(decide(anActive(), 90)).toBe('free')
  expect(decide(anActive(), 89)).toBe('QuantityBelowAssigned')
})

test('a taken-over subscription only shrinks, by administrators; before that it is the purchaser’s (R097)', () => {
  const taken = anActive({ controlledBy })
  expect(decide(taken, 101, 'admin')).toBe('QuantityIncreaseNotAllowed')
  expect(decide(taken, 99, 'admin')).toBe('free')
  expect(decide(taken, 99)).toBe('UnderAdminControl')
  expect(decide(anActive(), 99, 'admin')).toBe('TakeControlRequired')
})

test('nothing while an operation or a payment is running, and nothing on a stale ETag', () => {
  expect(decide(anActive({ operationId: 'o' as OperationId }), 99)).toBe('OperationInProgress')
  expect(decide(anActive({ raisePurchaseId: 'p' }), 99)).toBe('PaymentOutcomeUnknown')
  expect(decide(anActive(), 99, 'purchaser', '"0"')).toBe('PreconditionFailed')
  expect(decide(anActive(), 99, 'purchaser', '"*"')).toBe('PreconditionFailed')
})

test('the new total is added and told in one batch, guarded by the seats that are free', () => {
  const { after, writes } = setTotal(anActive(), 95, by, at, 'audit:1')
  expect(after.seats).toEqual({ total: 95, assigned: 80, reserved: 10, available: 5 })
  expect(writes[0]).toMatchObject({
    add: { 'seats.total': -5, 'seats.available': -5 },
    when: expect.arrayContaining([{ field: 'seats.available', is: '>=', value: 5 }]),
    ifMatch: '"1"',
  })
  expect(writes[1]).toMatchObject({ document: { facts: { from: 100, to: 95 } } })
})
