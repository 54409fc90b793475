import { describe, expect, test } from 'vitest'
import { type Actor, theClock } from '#core/audit/audit-entry.ts'
import { type Invoice, type InvoiceState, numbering } from '#core/billing/invoice.ts'
import type { Refund } from '#core/billing/refund.ts'
import { unitPriceOf } from '#core/catalogue/prices.ts'
import { findProduct } from '#core/catalogue/products.ts'
import type { InvoiceId } from '#core/kernel/ids.ts'
import { money } from '#core/kernel/money.ts'
import { addDays, addMilliseconds, type Day, type Instant, startOfDay } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Settled } from '#core/purchasing/settle.ts'
import { billRenewal, isTooLate, nextUnitPrice } from '#core/renewals/bill-renewal.ts'
import { declineRenewal, voidRenewal } from '#core/renewals/decline.ts'
import {
  renewalCause,
  renewOnAgreement,
  type SettlingRenewal,
  settleRenewal,
  startRenewal,
} from '#core/renewals/renew.ts'
import { dueAtOf, dueOn } from '#core/subscriptions/due.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import {
  aBillingProfile,
  aDeleted,
  aDisabled,
  anActive,
  anExpired,
  anInvoice,
  aUser,
  billingProfileId,
  invoiceId,
  operationId,
  paymentMethodId,
  seatsOf,
  tenantId,
} from '../support/builders.ts'

const end = '2026-02-05' as Day
const on = (days: number): Instant => addMilliseconds(startOfDay(addDays(end, days)), 3_600_000)
const clock = theClock(tenantId(1))
const una: Actor = { id: 'u', name: 'Una User', tenantId: tenantId(1) }
const price = money(1_500, 'EUR')
const stored = <S extends Subscription>(subscription: S): Stored<S> => ({ ...subscription, _etag: '"1"' })

/** Five seats, whose second term was announced at another price than the first one had. */
const running = stored(
  anActive({
    seats: seatsOf({ total: 5, assigned: 2 }),
    announced: { termNumber: 2, unitPrice: price },
    billingProfileId: billingProfileId(1),
  }),
)

function settling(at: Instant, given: Partial<SettlingRenewal> = {}): SettlingRenewal & { country: string } {
  return {
    at,
    auditId: 'audit:1',
    invoiceId: invoiceId(9),
    organisation: 'Fabrikam',
    numbers: numbering(tenantId(1), undefined, at),
    profile: { document: aBillingProfile(), isNew: false },
    card: { brand: 'visa', last4: '4242' },
    trial: undefined,
    purchaser: aUser(),
    traceparent: '',
    books: undefined,
    country: 'NL',
    ...given,
  }
}
const start = (of: Stored<Subscription>, at: Instant, by: Actor = clock) =>
  startRenewal(of, {
    purchaseId: 'p',
    paymentMethodId: paymentMethodId(1),
    country: 'NL',
    by,
    at,
    triedAt: at,
    profile: { document: aBillingProfile(), isNew: false },
  })
const storedPurchase = (purchase: Purchase): Stored<Purchase> => ({ ...purchase, _etag: '"7"' })
const created = <D>(writes: readonly Write[], type: string) =>
  writes.flatMap((write) =>
    write.kind === 'create' && write.document.type === type ? [write.document as D] : [],
  )
const replaced = (writes: readonly Write[]) => {
  const [write] = writes.filter(({ kind }) => kind === 'replace')
  if (write?.kind !== 'replace') throw new Error('Nothing is replaced.')
  return stored(write.document as unknown as Subscription)
}
function given(settled: Settled) {
  if ('refund' in settled) throw new Error('The money goes back.')
  return settled
}
const kinds = (writes: readonly Write[]) =>
  writes.map((write) => `${write.kind} ${'document' in write ? write.document.type : write.id}`)

/** As it is while its purchase is pending: what starting it has written. */
function waiting(of: Stored<Subscription>, at: Instant, by?: Actor) {
  const { purchase, writes } = start(of, at, by)
  const patch = writes[1]
  if (patch?.kind !== 'patch') throw new Error('Nothing waits for it.')
  return { purchase, subscription: { ...of, ...patch.set } as unknown as Stored<Subscription> }
}
const paid = (of: Stored<Subscription>, at: Instant, more: Partial<SettlingRenewal> = {}, by?: Actor) => {
  const { purchase, subscription } = waiting(of, at, by)
  return given(settleRenewal(purchase, subscription, settling(at, more)))
}
const declined = (of: Stored<Subscription>, at: Instant) => {
  const { purchase, subscription } = waiting(of, at)
  const writes = declineRenewal(subscription, 'declined', settling(at), storedPurchase(purchase))
  return { after: replaced(writes), writes }
}
/** Declined on the last day of its term, and on each day on which it was tried again up to that one. */
function declinedUntil(days: number): Stored<Subscription> {
  let now: Stored<Subscription> = running
  for (let day = 0; day <= days; day += 1)
    if (dueOn(now, addDays(end, day))?.step === 'renew') now = declined(now, on(day)).after
  return now
}

describe('R135 the price of the coming term', () => {
  test('is the one that was told before, whatever the price list says by then', () => {
    expect(nextUnitPrice(running, 'NL')).toEqual(price)
    expect(billRenewal(running, 'NL', end)).toEqual({
      what: 'renewal',
      unitPrice: price,
      seats: 5,
      from: end,
      days: 28,
      termDays: 28,
      country: 'NL',
      net: money(7_500, 'EUR'),
      tax: money(1_575, 'EUR'),
      total: money(9_075, 'EUR'),
    })
  })

  test('is that of the price list where nobody was told, or was told of another term', () => {
    const product = findProduct(running.productId)
    const listed = product && unitPriceOf(product, 'selfService', 'NL')
    expect(listed).toBeDefined()
    expect(nextUnitPrice({ ...running, announced: null }, 'NL')).toEqual(listed)
    expect(nextUnitPrice({ ...running, announced: { termNumber: 1, unitPrice: price } }, 'NL')).toEqual(
      listed,
    )
  })

  test('stays as it was bought where it is sold no more', () => {
    const old = { ...running, announced: null, productId: 'GONE' as typeof running.productId }
    expect(nextUnitPrice(old, 'NL')).toEqual(running.unitPrice)
  })

  test('stays that of the invoice that was not paid', () => {
    const unpaid = declinedUntil(0)
    expect(nextUnitPrice({ ...unpaid, announced: null }, 'NL')).toEqual(price)
    expect(billRenewal({ ...unpaid, announced: null }, 'NL', addDays(end, 3))).toEqual(
      billRenewal(running, 'NL', end),
    )
  })
})

describe('R186 the charge of another term', () => {
  test('is written down under a key of subscription, term and try, while nothing else is at it', () => {
    const { purchase, writes } = start(running, on(0))
    expect(purchase).toMatchObject({
      id: 'p',
      kind: 'renewal',
      state: 'pending',
      chargeKey: `${running.id}:2026-02-05:1`,
      amount: money(9_075, 'EUR'),
      invoiceId: null,
      by: clock,
    })
    expect(writes).toEqual([
      { kind: 'create', document: purchase },
      {
        kind: 'patch',
        id: running.id,
        set: { purchaseId: 'p', chargeAttempts: 1, billingProfileId: billingProfileId(1) },
        when: [
          { field: 'operationId', is: '=', value: null },
          { field: 'purchaseId', is: '=', value: null },
        ],
        ifMatch: '"1"',
      },
      {
        kind: 'patch',
        id: billingProfileId(1),
        set: { paymentMethodId: paymentMethodId(1) },
        when: [{ field: 'paymentMethodId', is: '=', value: paymentMethodId(1) }],
      },
    ])
  })

  test('has one name for whoever starts the same try, and another for the next', () => {
    expect(renewalCause(running)).toBe(renewalCause({ ...running }))
    const names = [
      running,
      { ...running, chargeAttempts: 1 },
      { ...running, expirationDate: '2026-03-05' as Day },
    ]
    expect(new Set(names.map(renewalCause)).size).toBe(3)
  })

  test('whose key is void leaves nothing behind but the number of the try', () => {
    const { purchase, subscription } = waiting(running, on(0))
    expect(voidRenewal(storedPurchase(purchase))).toEqual([
      { kind: 'delete', id: 'p', ifMatch: '"7"' },
      {
        kind: 'patch',
        id: running.id,
        set: { purchaseId: null },
        when: [{ field: 'purchaseId', is: '=', value: 'p' }],
      },
    ])
    expect(start({ ...subscription, purchaseId: null }, on(0)).purchase.chargeKey).toMatch(/:2$/)
  })
})

describe('R186 a term that is paid', () => {
  const { after, invoice, writes } = paid(running, on(0))

  test('begins where the last one ends, at the price that was told, with all seats and users', () => {
    expect(after).toMatchObject({
      state: 'active',
      termNumber: 2,
      startsOn: '2026-01-05',
      expirationDate: '2026-03-05',
      unitPrice: price,
      seats: running.seats,
      chargeAttempts: 0,
      unpaid: null,
      announced: null,
      purchaseId: null,
      dueAt: '2026-02-26T00:00:00.000Z',
    })
    expect(after.billed).toEqual([
      {
        invoiceId: invoiceId(9),
        invoiceNumber: '2026-000001',
        chargeKey: `${running.id}:2026-02-05:1`,
        on: end,
        days: 28,
        seats: 5,
        unitPrice: price,
        net: money(7_500, 'EUR'),
        taxRate: 2_100,
        returnedSeats: 0,
        returnedNet: 0,
      },
    ])
    expect(after.orderHistory).toEqual([
      { event: 'renewed', at: on(0), by: clock, totalLicenses: 5, charged: money(9_075, 'EUR') },
    ])
  })

  test('has its invoice, audit entry and mail in one batch, over what was read', () => {
    expect(kinds(writes)).toEqual([
      'replace subscription',
      'create audit',
      'create mail',
      'patch p',
      'create invoice',
      'count spend',
      'create invoiceCounter',
    ])
    expect(writes[0]).toMatchObject({ ifMatch: '"1"' })
    expect(invoice).toMatchObject({
      state: 'paid',
      total: money(9_075, 'EUR'),
      paidWith: { last4: '4242' },
      lines: [{ what: 'renewal', from: '2026-02-05', to: '2026-03-04', days: 28, termDays: 28, seats: 5 }],
    })
    expect(created<Mail>(writes, 'mail')).toMatchObject([
      {
        id: `mail:renewed:${running.id}:2026-02-05`,
        kind: 'renewed',
        facts: { amount: money(9_075, 'EUR'), until: '2026-03-05', invoiceNumber: '2026-000001', seats: 5 },
      },
    ])
  })

  test('is not paid twice, and is refunded where the subscription is gone', () => {
    const { purchase, subscription } = waiting(running, on(0))
    const again = settleRenewal({ ...purchase, state: 'settled' }, subscription, settling(on(0)))
    expect(again).toEqual({ after: subscription, invoice: null, writes: [] })
    for (const gone of [undefined, stored(aDeleted({ purchaseId: 'p' }))]) {
      const settled = settleRenewal(purchase, gone, settling(on(0)))
      expect(settled).toMatchObject({ refund: { amount: purchase.amount, because: 'subscriptionDeleted' } })
    }
  })

  test('on an agreement is invoiced, and nobody’s card is charged; a free one has no invoice', () => {
    const central = stored(anActive({ ...running, channel: 'central' }))
    const writes = renewOnAgreement(central, settling(on(0), { card: null }), 'NL')
    expect(replaced(writes)).toMatchObject({ termNumber: 2, billed: [{ chargeKey: null, seats: 5 }] })
    expect(created<Invoice>(writes, 'invoice')).toMatchObject([
      { state: 'open', paidAt: null, paidWith: null },
    ])
    const free = { ...running, announced: { termNumber: 2, unitPrice: money(0, 'EUR') } }
    const forFree = renewOnAgreement(free, settling(on(0)), 'NL')
    expect(replaced(forFree)).toMatchObject({ termNumber: 2, billed: [] })
    expect(kinds(forFree)).toEqual(['replace subscription', 'create audit', 'create mail'])
  })
})

describe('R186 a renewal that is declined', () => {
  test('is invoiced the first time, and its purchaser told when it is tried again', () => {
    const { after, writes } = declined(running, on(0))
    expect(after).toMatchObject({
      state: 'active',
      termNumber: 1,
      expirationDate: end,
      purchaseId: null,
      unpaid: { invoiceId: invoiceId(9), unitPrice: price, from: end, since: end, retryOn: '2026-02-06' },
      billed: [{ invoiceId: invoiceId(9), chargeKey: null, seats: 5 }],
      dueAt: '2026-02-06T00:00:00.000Z',
    })
    expect(created<Invoice>(writes, 'invoice')).toMatchObject([{ state: 'declined', paidAt: null }])
    expect(created<Mail>(writes, 'mail')).toMatchObject([
      {
        kind: 'renewalDeclined',
        facts: { amount: money(9_075, 'EUR'), retryOn: '2026-02-06', until: '2026-03-14' },
      },
    ])
    expect(writes).toContainEqual({ kind: 'delete', id: 'p', ifMatch: '"7"' })
  })

  test('is tried on days 1, 3, 5 and 7 under a key each, with one invoice and one mail for all', () => {
    const tried: number[] = []
    const all: Write[] = []
    const keys = new Set<string>()
    let now: Stored<Subscription> = running
    for (let day = 0; day <= 12; day += 1) {
      if (dueOn(now, addDays(end, day))?.step !== 'renew') continue
      tried.push(day)
      keys.add(start(now, on(day)).purchase.chargeKey)
      const { after, writes } = declined(now, on(day))
      expect(after.dueAt).toBe(dueAtOf(after))
      now = after
      all.push(...writes)
    }
    expect(tried).toEqual([0, 1, 3, 5, 7])
    expect(keys.size).toBe(5)
    expect(created<Invoice>(all, 'invoice')).toHaveLength(1)
    expect(created<Mail>(all, 'mail').map(({ kind }) => kind)).toEqual(['renewalDeclined', 'expired'])
    expect(now).toMatchObject({ state: 'expired', expiredOn: '2026-02-12', unpaid: { retryOn: null } })
    expect(dueOn(now, addDays(end, 36))).toBeUndefined()
    expect(dueOn(now, addDays(end, 37))).toEqual({ step: 'disable', on: '2026-03-14' })
  })

  test('is declined too where there is no card, or it has expired: nobody is charged', () => {
    for (const because of ['noCard', 'cardExpired'] as const) {
      const writes = declineRenewal(running, because, settling(on(0)), undefined)
      expect(replaced(writes).unpaid).toMatchObject({ retryOn: '2026-02-06' })
      expect(writes).toContainEqual(
        expect.objectContaining({ document: expect.objectContaining({ type: 'audit' }) }),
      )
      expect(writes.some(({ kind }) => kind === 'delete')).toBe(false)
    }
  })

  test('by hand changes no schedule', () => {
    const unpaid = declinedUntil(0)
    const { purchase, subscription } = waiting(unpaid, on(2), una)
    const writes = declineRenewal(subscription, 'declined', settling(on(2)), storedPurchase(purchase))
    expect(kinds(writes)).toEqual(['delete p', `patch ${running.id}`])
    expect(writes[1]).toMatchObject({ set: { purchaseId: null } })
  })

  test('counts its tries from the first one, also where that came late', () => {
    const { after } = declined(running, on(10))
    expect(after).toMatchObject({ unpaid: { since: '2026-02-15', retryOn: '2026-02-16' } })
  })
})

describe('R186 a renewal that is paid after all', () => {
  test('pays the invoice that there is, and begins the term that was billed', () => {
    const unpaid = declinedUntil(1)
    const { purchase } = start(unpaid, on(3))
    expect(purchase).toMatchObject({ invoiceId: invoiceId(9), amount: money(9_075, 'EUR') })
    const { after, invoice, writes } = paid(unpaid, on(3))
    expect(invoice).toBeNull()
    expect(created(writes, 'invoice')).toEqual([])
    expect(writes).toContainEqual({
      kind: 'patch',
      id: invoiceId(9),
      set: { state: 'paid', paidAt: on(3), paidWith: { brand: 'visa', last4: '4242' } },
      when: [{ field: 'state', is: '=', value: 'declined' }],
    })
    expect(after).toMatchObject({
      state: 'active',
      termNumber: 2,
      expirationDate: '2026-03-05',
      unpaid: null,
      // What goes back counts from the day on which it was paid.
      billed: [
        { invoiceId: invoiceId(9), chargeKey: `${running.id}:2026-02-05:3`, on: '2026-02-08', days: 28 },
      ],
    })
  })

  test('brings an expired one back, and a disabled one, while the term lasts', () => {
    const expired = declinedUntil(7)
    expect(expired.state).toBe('expired')
    const { after } = paid(expired, on(20), {}, una)
    expect(after).toMatchObject({ state: 'active', termNumber: 2, expirationDate: '2026-03-05' })
    expect(after).not.toHaveProperty('expiredOn')
    const yearly = { termMonths: 12, startsOn: '2025-02-05' as Day }
    const { unpaid } = expired
    const billed = expired.billed.map((line) => ({ ...line, days: 365 }))
    const disabled = stored(aDisabled({ ...running, ...yearly, unpaid, billed }))
    const back = paid(disabled, on(60), {}, una).after
    expect(back).toMatchObject({ state: 'active', expirationDate: '2027-02-05' })
    expect(back).not.toHaveProperty('disabledOn')
  })

  test('costs less where licences were given back since', () => {
    const unpaid = declinedUntil(0)
    const billed = unpaid.billed.map((line) => ({ ...line, returnedSeats: 2, returnedNet: 3_000 }))
    const fewer = { ...unpaid, billed, seats: seatsOf({ total: 3, assigned: 2 }) }
    const { after } = paid(fewer, on(1))
    expect(start(fewer, on(1)).purchase.amount).toEqual(money(5_445, 'EUR'))
    expect(after.billed).toMatchObject([
      { seats: 3, net: money(4_500, 'EUR'), returnedSeats: 0, returnedNet: 0 },
    ])
  })

  test('begins a new term today once that term is over itself, and credits the old one', () => {
    const late = declinedUntil(7)
    const today = addDays(end, 30)
    expect([isTooLate(late, addDays(end, 27)), isTooLate(late, addDays(end, 28))]).toEqual([false, true])
    const { purchase } = start(late, on(30), una)
    expect(purchase.bill).toMatchObject({ from: today, days: 31, termDays: 31, unitPrice: price, seats: 5 })
    const at = on(30)
    const numbers = numbering(tenantId(1), undefined, at)
    const declinedInvoice = anInvoice({
      id: invoiceId(9),
      number: '2026-000041',
      state: 'declined' as InvoiceState,
      lines: [{ ...(anInvoice().lines[0] as Invoice['lines'][number]), seats: 5, net: money(7_500, 'EUR') }],
    })
    const books = { numbers, invoices: [declinedInvoice], nextId: () => invoiceId(10) as InvoiceId }
    const { after, invoice, writes } = paid(late, at, { numbers, books, invoiceId: invoiceId(11) }, una)
    expect(after).toMatchObject({
      state: 'active',
      startsOn: today,
      termNumber: 1,
      expirationDate: '2026-04-07',
      unpaid: null,
      billed: [{ invoiceId: invoiceId(11), days: 31, on: today }],
      orderHistory: expect.arrayContaining([
        expect.objectContaining({ event: 'renewed', credited: money(9_075, 'EUR') }),
      ]),
    })
    expect(invoice).toMatchObject({ id: invoiceId(11), number: '2026-000002', state: 'paid' })
    const [note] = created<Invoice>(writes, 'invoice').filter(({ kind }) => kind === 'creditNote')
    expect(note).toMatchObject({
      number: '2026-000001',
      creditOf: { invoiceId: invoiceId(9) },
      total: money(9_075, 'EUR'),
    })
    expect(writes).toContainEqual({
      kind: 'patch',
      id: invoiceId(9),
      set: { state: 'credited' },
      add: { credited: 9_075 },
    })
    // It was never paid: nothing goes back.
    expect(created<Refund>(writes, 'refund')).toEqual([])
    expect(writes.at(-1)).toMatchObject({ document: { type: 'invoiceCounter', last: 2 } })
  })
})

test('R186 a job that holds the subscription keeps a renewal from starting', () => {
  const held = { ...running, operationId: operationId(1) }
  const [, patch] = start(held, on(0)).writes
  expect(patch).toMatchObject({ when: [{ field: 'operationId', value: null }, { field: 'purchaseId' }] })
})

test('R186 what has expired because nobody wanted it is charged at once for a term that begins today', () => {
  const expired = stored(anExpired({ ...running, autoRenew: true }))
  expect(dueOn(expired, addDays(end, 4))).toEqual({ step: 'renew', on: end })
  expect(paid(expired, on(4)).after).toMatchObject({
    state: 'active',
    startsOn: '2026-02-09',
    termNumber: 1,
    expirationDate: '2026-03-09',
  })
  // Declined, it stays expired, and is not tried again by itself.
  const { after } = declined(expired, on(4))
  expect(after).toMatchObject({ state: 'expired', unpaid: { retryOn: null } })
})

test('R186 what comes back on the very day of its end goes on with the days of the first term', () => {
  const startsOn = '2026-01-31' as Day
  const expirationDate = '2026-02-28' as Day
  const of = anExpired({ seats: 5, autoRenew: true, startsOn, expirationDate, expiredOn: expirationDate })
  const { after } = paid(stored(of), startOfDay(expirationDate))
  const bill = billRenewal(stored(of), 'NL', expirationDate)
  expect([after.expirationDate, addDays(bill.from, bill.days)]).toEqual(['2026-03-31', '2026-03-31'])
})
