import { describe, expect, test } from 'vitest'
import type { Actor } from '#core/audit/audit-entry.ts'
import { type InvoiceCounter, numbering } from '#core/billing/invoice.ts'
import type { Refund } from '#core/billing/refund.ts'
import { findProduct, type Product } from '#core/catalogue/products.ts'
import type { OperationId, PaymentMethodId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { money } from '#core/kernel/money.ts'
import { addMilliseconds, type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import type { Charge } from '#core/ports/payments.ts'
import { type Buying, startPurchase, startRaise } from '#core/purchasing/order.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { billOfTerm, proratedRaise } from '#core/purchasing/quote.ts'
import {
  forsakenAfterMs,
  giveUpPurchase,
  nextStep,
  refundOfGone,
  type Settled,
  type Settling,
  settlePurchase,
} from '#core/purchasing/settle.ts'
import { newSubscription } from '#core/subscriptions/new-subscription.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import {
  aBillingProfile,
  anActive,
  billingProfileId,
  invoiceId,
  seatsOf,
  subscriptionId,
} from '../support/builders.ts'

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
  billingProfileId: billingProfileId(1),
})
const active: Stored<Subscription> = { ...pending, state: 'active', _etag: '"1"' }
const buying: Buying = {
  id: 'p',
  chargeKey: 'k',
  askedHash: 'h',
  paymentMethodId: 'card' as PaymentMethodId,
  bill: billOfTerm({
    what: 'purchase',
    unitPrice: pending.unitPrice,
    seats: 5,
    from: pending.startsOn,
    to: pending.expirationDate,
    country: 'NL',
  }),
  by,
  at,
  triedAt: at,
}
const twoMore: Buying = {
  ...buying,
  bill: proratedRaise({ ...pending, addedLicenses: 2, on: dayOf(at), country: 'NL' }),
  addedLicenses: 2,
}
const counter: Stored<InvoiceCounter> = {
  type: 'invoiceCounter',
  id: 'invoiceCounter:2026',
  tenantId,
  schemaVersion: 1,
  last: 41,
  _etag: '"9"',
}

/** What settling needs to know; a test names what matters to it. */
function settling(given: Partial<Settling> = {}): Settling {
  return {
    at: later,
    auditId: 'audit:1',
    invoiceId: invoiceId(1),
    organisation: 'Fabrikam',
    numbers: numbering(tenantId, counter, later),
    profile: { document: aBillingProfile({ tenantId }), isNew: false },
    card: { brand: 'visa', last4: '4242' },
    trial: undefined,
    ...given,
  }
}
const stored = <K extends Purchase['kind']>(purchase: Purchase & { readonly kind: K }) => ({
  ...purchase,
  _etag: '"7"',
})
/** Of a kind that a test has started itself. */
const subscriptionOf = (started: Purchase) => ({ ...started, kind: 'subscription' }) as const
const raiseOf = (started: Purchase) => ({ ...started, kind: 'moreLicenses' }) as const
const kinds = (writes: readonly Write[]) =>
  writes.map((write) => `${write.kind} ${'document' in write ? write.document.type : write.id}`)

describe('a purchase', () => {
  const { writes, ...started } = startPurchase(pending, buying)
  const purchase = subscriptionOf(started.purchase)
  const paid: Stored<Subscription> = { ...pending, _etag: '"1"' }

  test('is written down with its subscription before anybody is charged', () => {
    expect(kinds(writes)).toEqual(['create purchase', 'create subscription'])
    expect(purchase).toMatchObject({ id: 'p', state: 'pending', chargeKey: 'k', triedAt: at, ttl: -1 })
    expect(purchase).toMatchObject({ amount: money(95_530, 'EUR'), addedLicenses: 0, fromTrialId: null })
    expect(pending).toMatchObject({ state: 'pending', expirationDate: '2027-01-31', dueAt: null })
  })

  test('is settled in one batch: subscription, purchase, invoice, number, audit entry (R141)', () => {
    const { after, invoice, writes } = given(settlePurchase(purchase, paid, settling()))
    expect(after).toEqual({
      ...pending,
      state: 'active',
      billed: [
        {
          invoiceId: invoiceId(1),
          invoiceNumber: '2026-000042',
          chargeKey: 'k',
          on: '2026-01-31',
          days: 365,
          seats: 5,
          unitPrice: money(15_790, 'EUR'),
          net: money(78_950, 'EUR'),
          taxRate: 2_100,
          returnedSeats: 0,
          returnedNet: 0,
        },
      ],
      // It is announced thirty days before the term ends.
      dueAt: '2027-01-01T00:00:00.000Z',
      orderHistory: [
        { event: 'purchased', at, by, totalLicenses: 5, charged: { amount: 95_530, currency: 'EUR' } },
      ],
      _etag: '"1"',
    })
    expect(kinds(writes)).toEqual([
      'replace subscription',
      'patch p',
      'create invoice',
      'count spend',
      'patch invoiceCounter:2026',
      'create audit',
    ])
    expect(writes[0]).toEqual({ kind: 'replace', document: after, ifMatch: '"1"' })
    expect(writes[2]).toEqual({ kind: 'create', document: invoice })
    expect(writes[4]).toMatchObject({ set: { last: 42 }, when: [{ field: 'last', is: '=', value: 41 }] })
    expect(writes[5]).toMatchObject({
      document: {
        action: 'subscription.purchased',
        facts: { totalLicenses: 5, charged: { amount: 95_530, currency: 'EUR' }, invoiceId: invoiceId(1) },
      },
    })
  })

  test('has an invoice of what was charged, to whom the card is of', () => {
    const { invoice } = given(settlePurchase(purchase, paid, settling()))
    expect(invoice).toMatchObject({
      id: invoiceId(1),
      kind: 'invoice',
      number: '2026-000042',
      state: 'paid',
      ownerId: aBillingProfile().ownerId,
      billingProfileId: billingProfileId(1),
      billTo: { name: 'Una User', organisation: 'Fabrikam' },
      subscriptionId: 's',
      net: money(78_950, 'EUR'),
      tax: money(16_580, 'EUR'),
      total: money(95_530, 'EUR'),
      createdAt: later,
      paidAt: later,
      paidWith: { brand: 'visa', last4: '4242' },
    })
    expect(invoice?.lines).toEqual([
      {
        what: 'purchase',
        productId: powerBiPro.id,
        from: '2026-01-31',
        to: '2027-01-30',
        days: 365,
        termDays: 365,
        unitPrice: money(15_790, 'EUR'),
        seats: 5,
        net: money(78_950, 'EUR'),
      },
    ])
  })

  test('begins the numbers of a year, and the profile of a card, with the first invoice', () => {
    const profile = { document: aBillingProfile({ tenantId }), isNew: true }
    const first = settling({ numbers: numbering(tenantId, undefined, later), profile })
    const { invoice, writes } = given(settlePurchase(purchase, paid, first))
    expect(invoice?.number).toBe('2026-000001')
    expect(writes.slice(2, 6)).toEqual([
      { kind: 'create', document: invoice },
      { kind: 'create', document: profile.document },
      expect.objectContaining({ kind: 'count' }),
      {
        kind: 'create',
        document: { type: 'invoiceCounter', id: counter.id, tenantId, schemaVersion: 1, last: 1 },
      },
    ])
  })

  test('is marked only while it is pending, under the same charge, and stays a day for repeats', () => {
    const { writes } = given(settlePurchase(purchase, paid, settling()))
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
    const again = settlePurchase({ ...purchase, state: 'settled' }, active, settling())
    expect(again).toEqual({ after: active, invoice: null, writes: [] })
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

describe('a purchase out of a trial', () => {
  const trial: Stored<Subscription> = {
    ...anActive({
      id: subscriptionId(7),
      tenantId,
      channel: 'trial',
      autoRenew: false,
      startsOn: '2026-01-20' as Day,
      expirationDate: '2026-02-19' as Day,
      seats: seatsOf({ assigned: 1 }),
    }),
    _etag: '"5"',
  }
  const { writes, ...started } = startPurchase(pending, buying, trial)
  const purchase = subscriptionOf(started.purchase)
  const waiting: Stored<Subscription> = { ...trial, purchaseId: 'p' }
  const settled = (of: Stored<Subscription> | undefined) =>
    settlePurchase(purchase, { ...pending, _etag: '"1"' }, settling({ trial: of }))

  test('B21 has the trial wait for it', () => {
    expect(kinds(writes)).toEqual(['create purchase', 'create subscription', `patch ${trial.id}`])
    expect(writes[2]).toMatchObject({ set: { purchaseId: 'p' }, ifMatch: '"5"' })
    expect(purchase.fromTrialId).toBe(trial.id)
  })

  test('B21 whoever has the trial’s seat goes on in what was bought: its lot changes hands, in the same batch', () => {
    const { after, writes } = given(settled(waiting))
    expect(after.seats).toEqual({ total: 5, assigned: 1, reserved: 0, available: 4 })
    expect(after.lotIds).toEqual([pending.openLotId, trial.openLotId])
    expect(kinds(writes).slice(0, 3)).toEqual(['replace subscription', 'patch p', 'replace subscription'])
    expect(writes[2]).toMatchObject({
      document: {
        id: trial.id,
        state: 'deleted',
        deletedBecause: 'purchased',
        cancellation: null,
        lotIds: [],
        seats: { total: 1, assigned: 0, available: 1 },
        purchaseId: null,
        dueAt: null,
      },
      ifMatch: '"5"',
    })
  })

  test('B21 a trial whose seat is free ends, and gives nothing on', () => {
    const { after, writes } = given(settled({ ...waiting, seats: seatsOf({ total: 1 }) }))
    expect(after).toMatchObject({ lotIds: [pending.openLotId], seats: { assigned: 0, available: 5 } })
    expect(writes[2]).toMatchObject({ document: { id: trial.id, state: 'deleted' } })
  })

  test('B21 a trial that waits for another purchase is left alone', () => {
    expect(() => settled(trial)).toThrow('does not wait for p')
  })

  test('B21 that was declined or refunded lets the trial go', () => {
    const freed = {
      kind: 'patch',
      id: trial.id,
      set: { purchaseId: null },
      when: [{ field: 'purchaseId', is: '=', value: 'p' }],
    }
    expect(giveUpPurchase(stored(purchase))[2]).toEqual(freed)
    expect(settlePurchase(purchase, undefined, settling()).writes[4]).toEqual(freed)
  })
})

describe('more licences', () => {
  const { writes, ...started } = startRaise(active, twoMore, settling().profile)
  const purchase = raiseOf(started.purchase)
  const raised: Stored<Subscription> = { ...active, purchaseId: 'p' }

  test('are promised to one payment at a time', () => {
    expect(kinds(writes)).toEqual(['create purchase', 'patch s'])
    expect(writes[1]).toMatchObject({ set: { purchaseId: 'p' }, ifMatch: '"1"' })
  })

  test('come with the payment and its invoice, and the subscription may be raised again (R099)', () => {
    const { after, invoice, writes } = given(settlePurchase(purchase, raised, settling()))
    expect(after.seats).toEqual({ total: 7, assigned: 0, reserved: 0, available: 7 })
    expect(after.purchaseId).toBeNull()
    const charged = twoMore.bill.total
    expect(after.orderHistory.at(-1)).toEqual({
      event: 'quantityChanged',
      at: later,
      by,
      totalLicenses: 7,
      charged,
    })
    expect(after.billed.at(-1)).toMatchObject({ chargeKey: 'k', seats: 2, on: '2026-01-31', days: 365 })
    expect(invoice).toMatchObject({ total: charged, lines: [{ what: 'moreLicenses', seats: 2 }] })
    expect(kinds(writes)).toEqual([
      'patch s',
      'patch p',
      'create invoice',
      'count spend',
      'patch invoiceCounter:2026',
      'create audit',
    ])
    expect(writes[0]).toEqual({
      kind: 'patch',
      id: 's',
      set: { billed: after.billed, orderHistory: after.orderHistory, purchaseId: null },
      add: { 'seats.total': 2, 'seats.available': 2 },
      when: [{ field: 'purchaseId', is: '=', value: 'p' }],
      ifMatch: '"1"',
    })
    expect(writes[5]).toMatchObject({ document: { facts: { from: 5, to: 7, invoiceId: invoiceId(1) } } })
  })

  test('come also when control was taken, or an operation started, since they were paid for', () => {
    const seats = { total: 5, assigned: 3, reserved: 1, available: 1 }
    for (const meanwhile of [
      { controlledBy: { ...by, at } },
      { operationId: 'o' as OperationId },
      { seats },
    ]) {
      const { after } = given(settlePurchase(purchase, { ...raised, ...meanwhile }, settling()))
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
  const raise = raiseOf(startRaise(active, twoMore, settling().profile).purchase)
  const bought = subscriptionOf(startPurchase(pending, buying).purchase)
  const refundOf = ({ amount }: Purchase): Refund => ({
    type: 'refund',
    id: 'refund:k',
    tenantId,
    schemaVersion: 1,
    state: 'pending',
    parts: [{ key: 'refund:k:k', chargeKey: 'k', amount }],
    amount,
    because: 'subscriptionDeleted',
    creditNoteId: null,
    subscriptionId: 's' as SubscriptionId,
    by,
    createdAt: later,
    doneAt: null,
  })
  const refund = refundOf(raise)

  test('goes back when the subscription was deleted before the payment was known: nobody gets a seat', () => {
    for (const purchase of [raise, bought]) {
      const settled = settlePurchase(purchase, deleted, settling())
      expect(settled).not.toHaveProperty('after')
      expect(settled).toMatchObject({ refund: refundOf(purchase) })
      expect(kinds(settled.writes)).toEqual(['create refund', 'patch p', 'patch s', 'create audit'])
      const [created, marked, freed, told] = settled.writes
      expect(created).toEqual({ kind: 'create', document: refundOf(purchase) })
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
          facts: { amount: { ...purchase.amount }, because: 'subscriptionDeleted' },
        },
      })
    }
  })

  test('is written down once: a repeat finds the same refund and changes nothing', () => {
    const refunded = { ...raise, state: 'refunded' } as const
    for (const subscription of [deleted, active]) {
      expect(settlePurchase(refunded, subscription, settling())).toEqual({ refund, writes: [] })
    }
  })

  test('is given what it was for, although the subscription is gone, where it was settled before', () => {
    const settled = { ...raise, state: 'settled' } as const
    expect(settlePurchase(settled, deleted, settling())).toEqual({
      after: deleted,
      invoice: null,
      writes: [],
    })
  })

  test('goes back where its subscription is not there at all', () => {
    const settled = settlePurchase(raise, undefined, settling())
    expect(settled).toMatchObject({ refund })
    // There for a moment, so that the batch is refused where the subscription is there after all.
    const nothing = ['create nothing', `delete ${raise.subscriptionId}`]
    expect(kinds(settled.writes)).toEqual(['create refund', `patch ${raise.id}`, ...nothing, 'create audit'])
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
        facts: { because: 'purchaseGone', subscriptionId: 's', amount: { ...raise.amount } },
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
