import { describe, expect, test } from 'vitest'
import type { Actor } from '#core/audit/audit-entry.ts'
import { findProduct, type Product } from '#core/catalogue/products.ts'
import type { OperationId, PaymentMethodId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { money } from '#core/kernel/money.ts'
import { addMilliseconds, type Instant } from '#core/kernel/time.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import type { Charge } from '#core/ports/payments.ts'
import { type Buying, startPurchase, startRaise } from '#core/purchasing/order.ts'
import type { Purchase, Refund } from '#core/purchasing/purchase.ts'
import {
  forsakenAfterMs,
  giveUpPurchase,
  nextStep,
  refundOfGone,
  type Settled,
  settlePurchase,
} from '#core/purchasing/settle.ts'
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
  triedAt: at,
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
    const { after, writes } = given(settlePurchase(purchase, { ...pending, _etag: '"1"' }, later, 'audit:1'))
    expect(after).toEqual({ ...pending, state: 'active', _etag: '"1"' })
    expect(kinds(writes)).toEqual(['patch s', 'patch p', 'create audit'])
    expect(writes[0]).toMatchObject({
      set: { state: 'active' },
      when: [{ field: 'state', is: '=', value: 'pending' }],
    })
    expect(writes[2]).toMatchObject({
      document: {
        action: 'subscription.purchased',
        facts: { totalLicenses: 5, charged: { amount: 95_530, currency: 'EUR' } },
      },
    })
  })

  test('is marked only while it is pending, under the same charge, and stays a day for repeats', () => {
    const { writes } = given(settlePurchase(purchase, { ...pending, _etag: '"1"' }, later, 'audit:1'))
    expect(writes[1]).toEqual({
      kind: 'patch',
      id: 'p',
      set: { state: 'settled', ttl: 24 * 3600 },
      when: [
        { field: 'state', is: '=', value: 'pending' },
        { field: 'chargeKey', is: '=', value: 'k' },
      ],
    })
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
  })

  test('that was paid is never given up', () => {
    for (const state of ['settled', 'refunded'] as const) {
      expect(() => giveUpPurchase(stored({ ...purchase, state }))).toThrow('was paid')
    }
  })
})

describe('more licences', () => {
  const { purchase, writes } = startRaise(active, { ...buying, addedLicenses: 2 })
  const raised: Stored<Subscription> = { ...active, purchaseId: 'p' }

  test('are promised to one payment at a time', () => {
    expect(kinds(writes)).toEqual(['create purchase', 'patch s'])
    expect(writes[1]).toMatchObject({ set: { purchaseId: 'p' }, ifMatch: '"1"' })
  })

  test('come with the payment, and the subscription may be raised again (R099)', () => {
    const { after, writes } = given(settlePurchase(purchase, raised, later, 'audit:1'))
    expect(after.seats).toEqual({ total: 7, assigned: 0, reserved: 0, available: 7 })
    expect(after.purchaseId).toBeNull()
    const event = { event: 'quantityChanged', at: later, by, totalLicenses: 7, charged: buying.amount }
    expect(after.orderHistory.at(-1)).toEqual(event)
    expect(kinds(writes)).toEqual(['patch s', 'patch p', 'create audit'])
    expect(writes[0]).toEqual({
      kind: 'patch',
      id: 's',
      set: { orderHistory: after.orderHistory, purchaseId: null },
      add: { 'seats.total': 2, 'seats.available': 2 },
      when: [{ field: 'purchaseId', is: '=', value: 'p' }],
      ifMatch: '"1"',
    })
    expect(writes[2]).toMatchObject({ document: { facts: { from: 5, to: 7 } } })
  })

  test('come also when control was taken, or an operation started, since they were paid for', () => {
    const seats = { total: 5, assigned: 3, reserved: 1, available: 1 }
    for (const meanwhile of [
      { controlledBy: { ...by, at } },
      { operationId: 'o' as OperationId },
      { seats },
    ]) {
      const { after } = given(settlePurchase(purchase, { ...raised, ...meanwhile }, later, 'audit:1'))
      const before = 'seats' in meanwhile ? seats : active.seats
      expect(after).toMatchObject({
        ...meanwhile,
        seats: { ...before, total: 7, available: before.available + 2 },
      })
    }
  })

  test('that were declined leave the subscription as it was, and only while it waits for them', () => {
    expect(giveUpPurchase(stored(purchase))).toEqual([
      { kind: 'delete', id: 'p', ifMatch: '"7"' },
      {
        kind: 'patch',
        id: 's',
        set: { purchaseId: null },
        when: [{ field: 'purchaseId', is: '=', value: 'p' }],
      },
    ])
  })
})

describe('money that was taken for what cannot be given', () => {
  const deleted: Stored<Subscription> = {
    ...active,
    purchaseId: 'p',
    state: 'deleted',
    deletedAt: later,
    deletedBecause: 'cancelled',
    cancellation: { reason: 'unused', feedback: null },
  }
  const raise = startRaise(active, { ...buying, addedLicenses: 2 }).purchase
  const refund: Refund = {
    type: 'refund',
    id: 'refund:k',
    tenantId,
    schemaVersion: 1,
    state: 'pending',
    chargeKey: 'k',
    amount: money(95_530, 'EUR'),
    because: 'subscriptionDeleted',
    purchaseId: 'p',
    subscriptionId: 's' as SubscriptionId,
    by,
    createdAt: later,
    doneAt: null,
  }

  test('goes back when the subscription was deleted before the payment was known: nobody gets a seat', () => {
    for (const purchase of [raise, startPurchase(pending, buying).purchase]) {
      const settled = settlePurchase(purchase, deleted, later, 'audit:1')
      expect(settled).not.toHaveProperty('after')
      expect(settled).toMatchObject({ refund })
      expect(kinds(settled.writes)).toEqual(['create refund', 'patch p', 'patch s', 'create audit'])
      const [created, marked, freed, told] = settled.writes
      expect(created).toEqual({ kind: 'create', document: refund })
      expect(marked).toMatchObject({
        set: { state: 'refunded', ttl: 24 * 3600 },
        when: [
          { field: 'state', is: '=', value: 'pending' },
          { field: 'chargeKey', is: '=', value: 'k' },
        ],
      })
      expect(freed).toEqual({ kind: 'patch', id: 's', set: { purchaseId: null }, ifMatch: '"1"' })
      expect(told).toMatchObject({
        document: {
          action: 'payment.refunded',
          subscriptionId: 's',
          facts: { amount: { amount: 95_530, currency: 'EUR' }, because: 'subscriptionDeleted' },
        },
      })
    }
  })

  test('is written down once: a repeat finds the same refund and changes nothing', () => {
    const refunded: Purchase = { ...raise, state: 'refunded' }
    for (const subscription of [deleted, active]) {
      expect(settlePurchase(refunded, subscription, later, 'audit:2')).toEqual({ refund, writes: [] })
    }
  })

  test('is given what it was for, although the subscription is gone, where it was settled before', () => {
    const settled: Purchase = { ...raise, state: 'settled' }
    expect(settlePurchase(settled, deleted, later, 'audit:2')).toEqual({ after: deleted, writes: [] })
  })

  test('goes back where its subscription is not there at all', () => {
    const settled = settlePurchase(raise, undefined, later, 'audit:2')
    expect(settled).toMatchObject({ refund })
    expect(kinds(settled.writes)).toEqual(['create refund', `patch ${raise.id}`, 'create audit'])
  })

  test('goes back when the purchase itself is gone, told once under a name of its own', () => {
    const gone = refundOfGone(raise, undefined, later)
    expect(gone.refund).toEqual({ ...refund, because: 'purchaseGone' })
    // Written down again, so that the batch is refused where the purchase is there after all.
    expect(kinds(gone.writes)).toEqual(['create purchase', 'create refund', 'create audit'])
    expect(gone.writes[0]).toMatchObject({ document: { id: raise.id, state: 'refunded', ttl: 86_400 } })
    expect(gone.writes[2]).toMatchObject({
      document: {
        id: 'audit:refund:k',
        tenantId,
        action: 'payment.refunded',
        by,
        facts: { because: 'purchaseGone', subscriptionId: 's', amount: { amount: 95_530 } },
      },
    })
    expect(refundOfGone(raise, undefined, later)).toEqual(gone)
    const another = { ...raise, chargeKey: 'another' }
    const { writes } = refundOfGone(raise, another, later)
    expect(kinds(writes)).toEqual(['patch p', 'create refund', 'create audit'])
    expect(writes[0]).toMatchObject({ when: [{ field: 'chargeKey', is: '=', value: 'another' }] })
  })
})

describe('what the gateway says decides', () => {
  const { purchase } = startPurchase(pending, buying)
  const soon = addMilliseconds(at, forsakenAfterMs)
  const late = addMilliseconds(at, forsakenAfterMs + 1)
  const neverArrived: Charge = { charged: false, because: 'neverArrived' }

  test('a charge is settled, whenever it is known', () => {
    for (const now of [at, late])
      expect(nextStep(purchase, { charged: true, chargeId: 'c' }, now)).toBe('settle')
  })

  test('an unknown outcome is waited for, however long', () => {
    for (const now of [at, late]) expect(nextStep(purchase, { charged: 'unknown' }, now)).toBe('wait')
  })

  test('what can never be charged any more is given up at once', () => {
    for (const because of ['declined', 'void', 'refunded'] as const) {
      for (const now of [at, late])
        expect(nextStep(purchase, { charged: false, because }, now)).toBe('giveUp')
    }
  })

  test('what never arrived is never given up: when nobody can be on the way, its key is made void first', () => {
    expect(nextStep(purchase, neverArrived, at)).toBe('wait')
    expect(nextStep(purchase, neverArrived, soon)).toBe('wait')
    expect(nextStep(purchase, neverArrived, late)).toBe('makeVoid')
  })

  test('whoever sets out to charge it again puts that off', () => {
    const triedAgain = { ...purchase, triedAt: addMilliseconds(at, 60_000) }
    expect(nextStep(triedAgain, neverArrived, late)).toBe('wait')
    expect(nextStep(triedAgain, neverArrived, addMilliseconds(late, 60_000))).toBe('makeVoid')
  })
})

/** What is given for a payment that can still be given something for. */
function given(settled: Settled): Extract<Settled, { after: Subscription }> {
  if ('refund' in settled) throw new Error('The money goes back.')
  return settled
}
