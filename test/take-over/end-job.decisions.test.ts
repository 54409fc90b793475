import { describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { type Invoice, numbering } from '#core/billing/invoice.ts'
import type { Refund } from '#core/billing/refund.ts'
import { money } from '#core/kernel/money.ts'
import { addMilliseconds, dayOf } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { type Ending, endJob } from '#core/take-over/end-job.ts'
import {
  aBilledLine,
  aCancel,
  aMove,
  anActive,
  anInvoice,
  aUser,
  anAdmin as by,
  early,
  invoiceId,
  operationId,
  seatsOf,
} from '../support/builders.ts'

const at = addMilliseconds(early, 60_000)
const purchased = { event: 'purchased', at: early, by, totalLicenses: 10 } as const
const source: Stored<Subscription> = {
  ...anActive({
    operationId: operationId(1),
    seats: seatsOf({ total: 10, assigned: 4 }),
    orderHistory: [purchased],
  }),
  _etag: '"1"',
}
const ending: Ending = {
  source,
  purchaser: aUser({ displayName: 'Una User', language: 'nl' }),
  original: undefined,
  organisation: 'Fabrikam',
  productName: 'Power BI Pro',
  targetProductName: 'Power BI Premium',
  books: undefined,
}
const progress = { total: 10, succeeded: 6, skipped: 1, failed: 0 }
const move = aMove({ progress, reserved: 2, sequence: 5, needsAttention: true, traceparent: '00-trace' })
const cancel = aCancel({ progress, sequence: 5, reason: 'tooExpensive', feedback: 'We found another.' })

const created = <D>(writes: readonly Write[], type: string) =>
  writes.flatMap((write) =>
    write.kind === 'create' && write.document.type === type ? [write.document as D] : [],
  )

test('the job has succeeded, gives back what it holds, and is kept for thirty days (R082)', () => {
  for (const operation of [move, cancel]) {
    const { operation: after } = endJob(operation, ending, at)
    expect(after).toMatchObject({
      state: 'Succeeded',
      sequence: 5,
      completedAt: at,
      needsAttention: false,
      error: null,
      ttl: 30 * 24 * 3600,
    })
    if (after.kind === 'moveUsers') expect(after.reserved).toBe(0)
    else expect(after).not.toHaveProperty('reserved')
  }
})

test('whoever left the source by themselves meanwhile counts as skipped, so that the numbers add up', () => {
  for (const [given, skipped] of [
    [progress, 4],
    [{ total: 10, succeeded: 10, skipped: 0, failed: 0 }, 0],
    [{ total: 10, succeeded: 0, skipped: 10, failed: 0 }, 10],
    [{ total: 0, succeeded: 0, skipped: 0, failed: 0 }, 0],
  ] as const) {
    expect(endJob({ ...move, progress: given }, ending, at).operation.progress).toEqual({ ...given, skipped })
  }
})

describe('the source', () => {
  test('R071 R083 is deleted when everybody has moved, and says so in its history', () => {
    const { before, after } = endJob(move, ending, at).source
    expect(before).toBe(source)
    expect(after).toEqual({
      ...source,
      state: 'deleted',
      deletedAt: at,
      deletedBecause: 'moved',
      cancellation: { reason: 'movedToCentral', feedback: null },
      operationId: null,
      orderHistory: [purchased, { event: 'moved', at, by }],
    })
  })

  test('R090 is deleted by a cancel, with the reason and what was said about it', () => {
    expect(endJob(cancel, ending, at).source.after).toMatchObject({
      state: 'deleted',
      deletedBecause: 'cancelled',
      cancellation: { reason: 'tooExpensive', feedback: 'We found another.' },
      operationId: null,
      orderHistory: [purchased, { event: 'cancelled', at, by }],
    })
  })

  test('B04 stays active when only chosen users moved, and is let go', () => {
    expect(endJob({ ...move, onlySelected: true }, ending, at).source.after).toEqual({
      ...source,
      operationId: null,
      orderHistory: [purchased, { event: 'moved', at, by }],
    })
  })
})

describe('its purchaser', () => {
  test('R072 gets one mail about a move, in their language, under the name of the operation', () => {
    const mails = created<Mail>(endJob(move, ending, at).creates, 'mail')
    expect(mails).toEqual([
      {
        type: 'mail',
        id: `mail:${move.id}`,
        tenantId: source.tenantId,
        schemaVersion: 1,
        kind: 'cancelledByMove',
        state: 'queued',
        to: { userId: source.purchaserId, name: 'Una User', address: 'una.user@fabrikam.example' },
        language: 'nl',
        subscriptionId: source.id,
        operationId: move.id,
        facts: {
          organisation: 'Fabrikam',
          productName: 'Power BI Pro',
          targetProductName: 'Power BI Premium',
          seats: 10,
          decidedBy: by.name,
          reason: 'movedToCentral',
          on: '2026-01-05',
        },
        traceparent: '00-trace',
        createdAt: at,
        sentAt: null,
        refusedBecause: null,
      },
    ])
  })

  test('R085 gets one mail about a cancel', () => {
    const [mail, ...more] = created<Mail>(
      endJob(cancel, { ...ending, targetProductName: null }, at).creates,
      'mail',
    )
    expect(mail).toMatchObject({
      id: `mail:${cancel.id}`,
      kind: 'cancelled',
      facts: { reason: 'tooExpensive', targetProductName: null },
    })
    expect(more).toEqual([])
  })

  test('B04 gets none when only chosen users moved: it is still there', () => {
    const { creates } = endJob({ ...move, onlySelected: true }, ending, at)
    expect(creates.map((write) => 'document' in write && write.document.type)).toEqual(['audit'])
  })

  test('R085 who is no longer known here gets a mail that is refused, for operators to see', () => {
    const [mail] = created<Mail>(endJob(cancel, { ...ending, purchaser: undefined }, at).creates, 'mail')
    expect(mail).toMatchObject({
      state: 'refused',
      to: { userId: source.purchaserId, name: source.purchaserName, address: '' },
      refusedBecause: expect.stringContaining('no longer known'),
    })
  })
})

test('B15 the end is written once in the audit trail, with the numbers, in the name of whoever started it', () => {
  const everybody = { revoked: { of: 'all', sequence: source.seatSequence } }
  for (const [operation, action, targetSubscriptionId, more] of [
    [move, 'subscription.usersMoved', move.targetSubscriptionId, everybody],
    [{ ...move, onlySelected: true }, 'subscription.usersMoved', move.targetSubscriptionId, {}],
    [cancel, 'subscription.cancelled', null, everybody],
  ] as const) {
    expect(created<AuditEntry>(endJob(operation, ending, at).creates, 'audit')).toEqual([
      {
        type: 'audit',
        id: `audit:${operation.id}:end`,
        tenantId: source.tenantId,
        schemaVersion: 1,
        action,
        by,
        actorId: by.id,
        at,
        place: `${at} audit:${operation.id}:end`,
        subscriptionId: source.id,
        productId: source.productId,
        operationId: operation.id,
        facts: {
          reason: operation.reason,
          total: 10,
          succeeded: 6,
          skipped: 4,
          failed: 0,
          targetSubscriptionId,
        },
        ...more,
      },
    ])
  }
})

describe('B25 within seven days of the purchase', () => {
  const billed = [
    aBilledLine(source, { chargeKey: 'first' }),
    aBilledLine(source, { invoiceId: invoiceId(2), chargeKey: 'second', seats: 2, on: dayOf(at) }),
  ]
  const paid = { ...source, seats: seatsOf({ total: 12, assigned: 4 }), billed }
  const booked = (): Ending => {
    let next = 7
    return {
      ...ending,
      source: paid,
      books: {
        numbers: numbering(source.tenantId, undefined, at),
        invoices: [anInvoice(), anInvoice({ id: invoiceId(2), number: '2026-000002' })],
        nextId: () => invoiceId(next++),
      },
    }
  }
  // Ten seats and two more, each for all of the term.
  const back = money(14_520, 'EUR')

  test('all that was paid goes back: two credit notes, one refund, and everybody is told', () => {
    for (const operation of [move, cancel]) {
      const { source: changed, creates } = endJob(operation, booked(), at)
      expect(changed.after).toMatchObject({ billed: [], unpaid: null, dueAt: null })
      expect(changed.after.orderHistory.at(-1)).toMatchObject({ credited: back })
      const notes = created<Invoice>(creates, 'invoice')
      expect(notes.map(({ kind, number, total }) => [kind, number, total.amount])).toEqual([
        ['creditNote', '2026-000001', 2_420],
        ['creditNote', '2026-000002', 12_100],
      ])
      expect(created<Refund>(creates, 'refund')).toMatchObject([
        {
          id: `refund:${operation.id}`,
          because: 'cancelled',
          amount: back,
          parts: [
            { chargeKey: 'second', amount: money(2_420, 'EUR') },
            { chargeKey: 'first', amount: money(12_100, 'EUR') },
          ],
          by,
        },
      ])
      expect(created<Mail>(creates, 'mail')).toMatchObject([{ facts: { amount: back } }])
      expect(created<AuditEntry>(creates, 'audit')).toMatchObject([{ facts: { credited: back } }])
      expect(creates.at(-1)).toMatchObject({ document: { type: 'invoiceCounter', last: 2 } })
    }
  })

  test('it counts when the end was asked for, however long the job took', () => {
    const late = addMilliseconds(at, 30 * 24 * 3600 * 1000)
    const [refund] = created<Refund>(endJob(cancel, booked(), late).creates, 'refund')
    expect(refund?.amount).toEqual(back)
    const askedLate = { ...cancel, createdAt: addMilliseconds(early, 9 * 24 * 3600 * 1000) }
    const { source: changed, creates } = endJob(askedLate, { ...booked(), books: undefined }, late)
    expect(created(creates, 'refund')).toEqual([])
    expect(changed.after.orderHistory.at(-1)).not.toHaveProperty('credited')
  })

  test('B04 nothing goes back when only chosen users moved', () => {
    const { source: changed, creates } = endJob({ ...move, onlySelected: true }, booked(), at)
    expect(changed.after).toMatchObject({ billed, state: 'active' })
    expect(creates).toHaveLength(1)
  })

  test('what was never paid is credited, and nothing goes back to a card', () => {
    const open = { ...paid, billed: billed.map((line) => ({ ...line, chargeKey: null })) }
    const { creates } = endJob(cancel, { ...booked(), source: open }, at)
    expect(created(creates, 'invoice')).toHaveLength(2)
    expect(created(creates, 'refund')).toEqual([])
  })

  test('a mistake in reading the books gives nothing back by halves', () => {
    expect(() => endJob(cancel, { ...booked(), books: undefined }, at)).toThrow('looked into the books')
    const { books } = booked()
    if (!books) throw new Error('There are books.')
    const lacking = { ...booked(), books: { ...books, invoices: [anInvoice()] } }
    expect(() => endJob(cancel, lacking, at)).toThrow('is not in the books')
  })
})
