import { expect, test } from 'vitest'
import { theClock } from '#core/audit/audit-entry.ts'
import { type Invoice, numbering } from '#core/billing/invoice.ts'
import { money } from '#core/kernel/money.ts'
import { addMilliseconds, type Day, type Instant, startOfDay } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import {
  announceRenewal,
  deleteLapsed,
  disable,
  endTrial,
  expire,
  type Lapsing,
} from '#core/renewals/lapse.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import {
  aBilledLine,
  aDisabled,
  anActive,
  anExpired,
  anInvoice,
  aUser,
  invoiceId,
  seatsOf,
} from '../support/builders.ts'

const on = (day: string): Instant => addMilliseconds(startOfDay(day as Day), 3_600_000)
const stored = <S extends Subscription>(subscription: S): Stored<S> => ({ ...subscription, _etag: '"1"' })
const lapsing = (at: Instant, more: Partial<Lapsing> = {}): Lapsing => ({
  at,
  auditId: 'audit:1',
  country: 'NL',
  books: undefined,
  organisation: 'Fabrikam',
  purchaser: aUser(),
  traceparent: '',
  card: null,
  ...more,
})
const replaced = (writes: readonly Write[]) => {
  const [write] = writes
  if (write?.kind !== 'replace') throw new Error('Nothing is replaced.')
  expect(write.ifMatch).toBe('"1"')
  return write.document as unknown as Subscription
}
const mailsIn = (writes: readonly Write[]) =>
  writes.flatMap((write) =>
    write.kind === 'create' && write.document.type === 'mail' ? [write.document as Mail] : [],
  )
const seats = seatsOf({ total: 3, assigned: 2 })
const unpaid = {
  invoiceId: invoiceId(1),
  unitPrice: money(1_000, 'EUR'),
  from: '2026-02-05' as Day,
  since: '2026-02-05' as Day,
  retryOn: null,
}
const billed = [aBilledLine(anActive({ seats }), { chargeKey: null, on: '2026-02-05' as Day, days: 28 })]

test('R135 R186 the coming term is announced once, with the price that is kept from then on', () => {
  const subscription = stored(anActive({ seats }))
  const [patch, ...more] = announceRenewal(subscription, lapsing(on('2026-01-29')))
  expect(patch).toMatchObject({
    kind: 'patch',
    set: { announced: { termNumber: 2 }, dueAt: '2026-02-05T00:00:00.000Z' },
    ifMatch: '"1"',
  })
  const set = patch?.kind === 'patch' ? patch.set : undefined
  const { unitPrice } = (set?.['announced'] ?? {}) as { readonly unitPrice?: object }
  expect(unitPrice).toBeDefined()
  expect(mailsIn(more)).toMatchObject([
    {
      id: `mail:renewalAnnounced:${subscription.id}:2026-02-05`,
      kind: 'renewalAnnounced',
      facts: { unitPrice, until: '2026-02-05', seats: 3 },
    },
  ])
  expect(more).toHaveLength(1)
})

test('R186 a term that is over and not renewed expires: licences work for thirty days more', () => {
  const subscription = stored(anActive({ seats, autoRenew: false, billed }))
  const writes = expire(subscription, lapsing(on('2026-02-05')))
  expect(replaced(writes)).toEqual({
    ...subscription,
    state: 'expired',
    expiredOn: '2026-02-05',
    billed: [],
    dueAt: '2026-03-07T00:00:00.000Z',
    orderHistory: [{ event: 'expired', at: on('2026-02-05'), by: theClock(subscription.tenantId) }],
  })
  expect(mailsIn(writes)).toMatchObject([{ kind: 'expired', facts: { until: '2026-03-07' } }])
  expect(mailsIn(writes)[0]?.facts).not.toHaveProperty('invoiceNumber')
  expect(writes).toHaveLength(3)
})

test('R186 then it is disabled, and keeps its invoice and its users for ninety days', () => {
  const subscription = stored(anExpired({ seats, unpaid, billed }))
  const writes = disable(subscription, lapsing(on('2026-03-07')))
  expect(replaced(writes)).toMatchObject({
    state: 'disabled',
    expiredOn: '2026-02-05',
    disabledOn: '2026-03-07',
    seats,
    unpaid,
    billed,
    dueAt: '2026-06-05T00:00:00.000Z',
  })
  expect(mailsIn(writes)).toMatchObject([
    { kind: 'disabled', facts: { until: '2026-06-05', invoiceNumber: '2026-000001' } },
  ])
})

test('R186 then it is deleted: licences are taken back, and what was not paid is credited', () => {
  const subscription = stored(aDisabled({ seats, unpaid, billed }))
  const at = on('2026-06-05')
  const books = {
    numbers: numbering(subscription.tenantId, undefined, at),
    invoices: [anInvoice({ state: 'declined' })],
    nextId: () => invoiceId(2),
  }
  const writes = deleteLapsed(subscription, lapsing(at, { books }))
  const after = replaced(writes)
  expect(after).toMatchObject({
    state: 'deleted',
    deletedBecause: 'notRenewed',
    cancellation: null,
    seats: { total: 3, assigned: 0, available: 3 },
    seatSequence: subscription.seatSequence + 1,
    billed: [],
    unpaid: null,
    dueAt: null,
  })
  for (const field of ['expiredOn', 'disabledOn']) expect(after).not.toHaveProperty(field)
  expect(mailsIn(writes)).toMatchObject([{ kind: 'deleted', id: `mail:deleted:${after.id}:2026-02-05` }])
  const notes = writes.flatMap((write) =>
    write.kind === 'create' && write.document.type === 'invoice' ? [write.document as Invoice] : [],
  )
  expect(notes).toMatchObject([{ kind: 'creditNote', total: money(3_630, 'EUR') }])
  expect(writes.some((write) => write.kind === 'create' && write.document.type === 'refund')).toBe(false)
  expect(writes.at(-1)).toMatchObject({ document: { type: 'invoiceCounter', last: 1 } })
})

test('B21 a trial ends by itself after its thirty days, and nothing is charged for it', () => {
  const trial = stored(anActive({ channel: 'trial', autoRenew: false, seats: seatsOf({ assigned: 1 }) }))
  const writes = endTrial(trial, lapsing(on('2026-02-05')))
  expect(replaced(writes)).toMatchObject({
    state: 'deleted',
    deletedBecause: 'trialEnded',
    seats: { total: 1, assigned: 0, available: 1 },
    dueAt: null,
  })
  expect(mailsIn(writes)).toMatchObject([{ kind: 'trialEnded' }])
  expect(writes).toHaveLength(3)
})
