import { describe, expect, test } from 'vitest'
import type { Actor } from '#core/audit/audit-entry.ts'
import { findProduct, type Product } from '#core/catalogue/products.ts'
import type { OperationId, PaymentMethodId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { money } from '#core/kernel/money.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { addMilliseconds, type Instant } from '#core/kernel/time.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { type Buying, startPurchase, startRaise } from '#core/purchasing/order.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { forsakenAfterMs, giveUpPurchase, nextStep, settlePurchase } from '#core/purchasing/settle.ts'
import { newSubscription } from '#core/subscriptions/new-subscription.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'

const at = '2026-01-31T10:00:00.000Z' as Instant
const later = addMilliseconds(at, 5_000)
const tenantId = 't' as TenantId
const by: Actor = { id: 'u', name: 'Uma', tenantId }
const powerBiPro = findProduct('CFQ7TTC0H9MP') as Product

const pending = newSubscription({
  id: 's' as SubscriptionId,
  state: 'pending',
  tenant: { tenantId },
  purchaser: { userId: 'u' as UserId, displayName: 'Uma' },
  by,
  at,
  product: powerBiPro,
  channel: 'selfService',
  unitPrice: money(15_790, 'EUR'),
  totalLicenses: 5,
  paymentMethodId: 'card' as PaymentMethodId,
})
const active: Stored<Subscription> = { ...pending, state: 'active', _etag: '"1"' }
const buying: Buying = {
  id: 'p',
  chargeKey: 'k',
  askedHash: 'h',
  paymentMethodId: 'card' as PaymentMethodId,
  amount: money(95_530, 'EUR'),
  addedLicenses: 5,
  by,
  at,
}
const stored = (purchase: Purchase): Stored<Purchase> => ({ ...purchase, _etag: '"7"' })
const kinds = (writes: readonly Write[]) =>
  writes.map((write) => `${write.kind} ${'document' in write ? write.document.type : write.id}`)

describe('a purchase', () => {
  const { purchase, writes } = startPurchase(pending, buying)

  test('is written down with its subscription before anybody is charged', () => {
    expect(kinds(writes)).toEqual(['create purchase', 'create subscription'])
    expect(purchase).toMatchObject({ id: 'p', state: 'pending', chargeKey: 'k', triedAt: at, ttl: -1 })
    expect(pending).toMatchObject({ state: 'pending', expirationDate: '2027-01-31' })
  })

  test('is settled in one batch: the subscription, the purchase, the audit entry (R130, R141)', () => {
    const settled = settlePurchase(purchase, { ...pending, _etag: '"1"' }, later, 'audit:1')
    if (isRefusal(settled)) throw new Error(settled.message)
    expect(settled.after.state).toBe('active')
    expect(kinds(settled.writes)).toEqual(['patch s', 'patch p', 'create audit'])
  })

  test('gives nothing a second time', () => {
    const again = settlePurchase({ ...purchase, state: 'settled' }, active, later, 'audit:2')
    expect(again).toEqual({ after: active, writes: [] })
  })

  test('leaves nothing behind when it is given up, unless somebody set out to charge it since', () => {
    expect(giveUpPurchase(stored(purchase))).toEqual([
      { kind: 'delete', id: 'p', ifMatch: '"7"' },
      { kind: 'delete', id: 's' },
    ])
    expect(() => giveUpPurchase(stored({ ...purchase, state: 'settled' }))).toThrow()
  })
})

describe('more licences', () => {
  const { purchase, writes } = startRaise(active, { ...buying, addedLicenses: 2 })

  test('are promised to one payment at a time', () => {
    expect(kinds(writes)).toEqual(['create purchase', 'patch s'])
    expect(writes[1]).toMatchObject({ set: { raisePurchaseId: 'p' }, ifMatch: '"1"' })
  })

  test('come with the payment, also when the subscription was cancelled meanwhile', () => {
    const deleted = {
      ...active,
      state: 'deleted',
      deletedAt: later,
      deletedBecause: 'cancelled',
      cancellation: { reason: 'unused', feedback: null },
    } as const
    for (const subscription of [active, deleted]) {
      const settled = settlePurchase(purchase, subscription, later, 'audit:1')
      if (isRefusal(settled)) throw new Error(settled.message)
      expect(settled.after.seats).toEqual({ total: 7, assigned: 0, reserved: 0, available: 7 })
      expect(settled.after.orderHistory.at(-1)).toMatchObject({ event: 'quantityChanged', totalLicenses: 7 })
      expect(settled.writes[0]).toMatchObject({ add: { 'seats.total': 2, 'seats.available': 2 } })
    }
  })

  test('wait for a running operation', () => {
    const busy = { ...active, operationId: 'o' as OperationId }
    expect(settlePurchase(purchase, busy, later, 'audit:1')).toMatchObject({
      refused: 'PaymentOutcomeUnknown',
    })
  })

  test('that were declined leave the subscription as it was', () => {
    expect(giveUpPurchase(stored(purchase))[1]).toMatchObject({ id: 's', set: { raisePurchaseId: null } })
  })
})

test('what the gateway says decides; what never arrived is given up only when nobody can be on the way', () => {
  const { purchase } = startPurchase(pending, buying)
  const soon = addMilliseconds(at, forsakenAfterMs)
  const late = addMilliseconds(at, forsakenAfterMs + 1)
  expect(nextStep(purchase, { charged: true, chargeId: 'c' }, at)).toBe('settle')
  expect(nextStep(purchase, { charged: 'unknown' }, late)).toBe('wait')
  expect(nextStep(purchase, { charged: false, because: 'declined' }, at)).toBe('giveUp')
  expect(nextStep(purchase, { charged: false, because: 'neverArrived' }, soon)).toBe('wait')
  expect(nextStep(purchase, { charged: false, because: 'neverArrived' }, late)).toBe('giveUp')
})
