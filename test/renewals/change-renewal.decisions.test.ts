import { describe, expect, test } from 'vitest'
import type { Books } from '#core/billing/give-back.ts'
import { type Invoice, numbering } from '#core/billing/invoice.ts'
import { money } from '#core/kernel/money.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { addMilliseconds, type Day, startOfDay } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { changeRenewal, decideRenewal } from '#core/renewals/change-renewal.ts'
import { refuseTransfer, transferOwnership } from '#core/renewals/transfer-ownership.ts'
import type { Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import {
  aBilledLine,
  anActive,
  anAdmin,
  anExpired,
  anInvoice,
  aUser,
  billingProfileId,
  anAdmin as by,
  invoiceId,
  seatsOf,
  userId,
} from '../support/builders.ts'

const at = addMilliseconds(startOfDay('2026-02-06' as Day), 3_600_000)
const stored = <S extends Subscription>(subscription: S): Stored<S> => ({ ...subscription, _etag: '"1"' })
const created = <D>(writes: readonly Write[], type: string) =>
  writes.flatMap((write) =>
    write.kind === 'create' && write.document.type === type ? [write.document as D] : [],
  )
const nobody: Standing = { purchaser: false, admin: false, reader: false, licenseAdmin: false }
const purchaser: Standing = { ...nobody, purchaser: true }
const admin: Standing = { ...nobody, admin: true, reader: true }

const paidUp = stored(anActive({ controlledBy: null, billingProfileId: billingProfileId(1) }))
/** Two seats of the coming term, declined on the last day of this one and to be tried again tomorrow. */
const unpaid = stored(
  anActive({
    controlledBy: null,
    billingProfileId: billingProfileId(1),
    seats: seatsOf({ total: 2, assigned: 1 }),
    billed: [
      aBilledLine(
        { ...anActive(), seats: seatsOf({ total: 2 }) },
        { chargeKey: null, on: '2026-02-05' as Day, days: 28 },
      ),
    ],
    unpaid: {
      invoiceId: invoiceId(1),
      unitPrice: money(1_000, 'EUR'),
      from: '2026-02-05' as Day,
      since: '2026-02-05' as Day,
      retryOn: '2026-02-08' as Day,
    },
  }),
)
const books = (): Books => ({
  numbers: numbering(paidUp.tenantId, undefined, at),
  invoices: [anInvoice({ state: 'declined', paidAt: null, paidWith: null })],
  nextId: () => invoiceId(2),
})

/** The invoice of the coming term is credited, all of it, and no money moves. */
function expectCredited(writes: readonly Write[]): void {
  expect(created<Invoice>(writes, 'invoice')).toMatchObject([
    {
      kind: 'creditNote',
      creditOf: { invoiceId: invoiceId(1) },
      total: money(2_420, 'EUR'),
      lines: [{ from: '2026-02-05', to: '2026-03-04', days: 28, seats: 2 }],
    },
  ])
  expect(writes).toContainEqual({
    kind: 'patch',
    id: invoiceId(1),
    set: { state: 'credited' },
    add: { credited: 2_420 },
  })
  expect(created(writes, 'refund')).toEqual([])
  expect(created(writes, 'audit')).toMatchObject([{ facts: { credited: money(2_420, 'EUR') } }])
  expect(writes.at(-1)).toMatchObject({ document: { type: 'invoiceCounter', last: 1 } })
}

describe('R186 whether another term follows', () => {
  const change = (of: Stored<Subscription>, autoRenew: boolean, with_?: Books) =>
    changeRenewal(of, { autoRenew, by, at, auditId: 'audit:1' }, with_)

  test('is changed by whoever may, under the present ETag, and asking for what is changes nothing', () => {
    const decide = (autoRenew: boolean, standing: Standing, ifMatch = '"1"') => {
      const decided = decideRenewal(paidUp, standing, { autoRenew, ifMatch })
      return isRefusal(decided) ? decided.refused : decided.change
    }
    expect([decide(false, purchaser), decide(true, purchaser)]).toEqual(['some', 'none'])
    expect([decide(false, admin), decide(false, nobody)]).toEqual(['TakeControlRequired', 'Forbidden'])
    for (const ifMatch of ['"0"', '*']) expect(decide(false, purchaser, ifMatch)).toBe('PreconditionFailed')
  })

  test('is told in the history and the audit trail, and changes what is due', () => {
    const { after, writes } = change(paidUp, false)
    expect(after).toEqual({
      ...paidUp,
      autoRenew: false,
      dueAt: '2026-02-05T00:00:00.000Z',
      orderHistory: [{ event: 'renewalSwitched', at, by, autoRenew: false }],
    })
    expect(writes).toMatchObject([
      { kind: 'replace', document: after, ifMatch: '"1"' },
      {
        kind: 'create',
        document: { id: 'audit:1', action: 'subscription.renewalSwitched', facts: { autoRenew: false } },
      },
    ])
    expect(change(stored(after), true).after).toMatchObject({
      autoRenew: true,
      dueAt: '2026-01-29T00:00:00.000Z',
    })
  })

  test('may be changed as often as anybody likes: the history keeps the purchase and what came last', () => {
    let now: Stored<Subscription> = stored({
      ...paidUp,
      orderHistory: [{ event: 'purchased', at, by, totalLicenses: 1 }],
    })
    for (let times = 0; times < 600; times += 1) now = stored(change(now, times % 2 === 1).after)
    expect(now.orderHistory).toHaveLength(500)
    expect([now.orderHistory[0]?.event, now.orderHistory.at(-1)?.autoRenew]).toEqual(['purchased', true])
  })

  test('once it is not wanted any more, what could not be charged is credited, and nobody owes it', () => {
    const { after, writes } = change(unpaid, false, books())
    expect(after).toMatchObject({
      autoRenew: false,
      unpaid: null,
      billed: [],
      // Its term is over: it expires with the next look.
      dueAt: '2026-02-05T00:00:00.000Z',
      orderHistory: [{ event: 'renewalSwitched', credited: money(2_420, 'EUR') }],
    })
    expectCredited(writes)
  })

  test('that is wanted already and not paid stays owed', () => {
    expect(change(unpaid, true).after).toMatchObject({ unpaid: unpaid.unpaid, billed: unpaid.billed })
  })

  test('that is wanted after all, once it has expired, is due at once', () => {
    const expired = stored(anExpired({ autoRenew: false }))
    expect(change(expired, true).after).toMatchObject({
      state: 'expired',
      autoRenew: true,
      dueAt: '2026-02-05T00:00:00.000Z',
    })
  })
})

describe('R189 a subscription that is given to another person', () => {
  const otto = aUser({ userId: userId(9), displayName: 'Otto Owner', language: 'nl' })
  const transfer = {
    by,
    at,
    auditId: 'audit:1',
    organisation: 'Fabrikam',
    purchaser: undefined,
    traceparent: '',
  }

  test('is given by administrators to a person who is here and may work', () => {
    expect(refuseTransfer(paidUp, admin, otto, false)).toBeUndefined()
    expect(refuseTransfer(paidUp, purchaser, otto, false)?.refused).toBe('Forbidden')
    const guest = { ...otto, userType: 'guest' } as const
    expect(refuseTransfer(paidUp, admin, guest, false)).toMatchObject({
      refused: 'GuestCannotBeAssigned',
      target: 'userId',
    })
    expect(refuseTransfer(paidUp, admin, { ...otto, accountEnabled: false }, false)).toMatchObject({
      refused: 'UserNotActive',
      target: 'userId',
    })
  })

  test('is theirs at once, is charged to no card until they give one, and they are told', () => {
    const { after, writes } = transferOwnership(paidUp, otto, transfer, undefined)
    expect(after).toEqual({
      ...paidUp,
      purchaserId: otto.userId,
      purchaserName: 'Otto Owner',
      billingProfileId: null,
      dueAt: '2026-01-29T00:00:00.000Z',
      orderHistory: [{ event: 'transferred', at, by }],
    })
    expect(writes).toHaveLength(3)
    expect(writes[0]).toEqual({ kind: 'replace', document: after, ifMatch: '"1"' })
    expect(created<Mail>(writes, 'mail')).toMatchObject([
      {
        id: 'mail:ownershipTransferred:1',
        kind: 'ownershipTransferred',
        language: 'nl',
        to: { userId: otto.userId, name: 'Otto Owner' },
        facts: { decidedBy: anAdmin.name, until: paidUp.expirationDate },
      },
    ])
    expect(created(writes, 'audit')).toMatchObject([
      { action: 'subscription.transferred', facts: { from: paidUp.purchaserId, to: otto.userId } },
    ])
  })

  test('asks for no card where no other term follows, as after a trial', () => {
    for (const ends of [anActive({ autoRenew: false }), anActive({ channel: 'trial', autoRenew: false })]) {
      const [mail] = created<Mail>(transferOwnership(stored(ends), otto, transfer, undefined).writes, 'mail')
      expect(mail?.facts).not.toHaveProperty('until')
    }
  })

  test('takes along no debt: what the former owner could not be charged is credited, and billed anew', () => {
    const { after, writes } = transferOwnership(unpaid, otto, transfer, books())
    expect(after).toMatchObject({ unpaid: null, billed: [], billingProfileId: null, autoRenew: true })
    // The new owner is notified of the term with its charge, which comes at once.
    expect(after.dueAt).toBe('2026-01-29T00:00:00.000Z')
    expectCredited(writes)
  })
})
