import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { money } from '#core/kernel/money.ts'
import { addDays, addMonths, type Day, type Instant } from '#core/kernel/time.ts'
import { dueAtOf, dueBy, dueOn, nextDue, withDue } from '#core/subscriptions/due.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { nextRetry, nextTermEnd, noticeDays, termStart } from '#core/subscriptions/term.ts'
import { aDeleted, aDisabled, anActive, anExpired, invoiceId } from '../support/builders.ts'

const day = (text: string) => text as Day
const unitPrice = money(1_000, 'EUR')
const announced = { termNumber: 2, unitPrice }
const unpaid = (retryOn: Day | null, since = day('2026-02-05')) => ({
  invoiceId: invoiceId(1),
  unitPrice,
  from: day('2026-02-05'),
  since,
  retryOn,
})

/** Months from 5 January on; yearly where it says so. */
const yearly = { termMonths: 12, expirationDate: day('2027-01-05') }

describe('R186 terms count from the first day', () => {
  test('so that the 31st does not drift', () => {
    const monthly = { startsOn: day('2026-01-31'), termMonths: 1 }
    const ends = [1, 2, 3, 4].map((termNumber) => [
      termStart({ ...monthly, termNumber }),
      nextTermEnd({ ...monthly, termNumber: termNumber - 1 }),
    ])
    expect(ends).toEqual([
      ['2026-01-31', '2026-02-28'],
      ['2026-02-28', '2026-03-31'],
      ['2026-03-31', '2026-04-30'],
      ['2026-04-30', '2026-05-31'],
    ])
    const leap = { startsOn: day('2024-02-29'), termMonths: 12 }
    expect([1, 2, 5].map((termNumber) => termStart({ ...leap, termNumber }))).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2028-02-29',
    ])
  })

  test('and the next begins where one ends, however many there were', () => {
    const anyDay = fc.nat({ max: 1_500 }).map((days) => addDays(day('2024-01-01'), days))
    fc.assert(
      fc.property(
        anyDay,
        fc.constantFrom(1, 12),
        fc.integer({ min: 1, max: 40 }),
        (startsOn, termMonths, n) => {
          const end = nextTermEnd({ startsOn, termMonths, termNumber: n })
          expect(termStart({ startsOn, termMonths, termNumber: n + 2 })).toBe(end)
          expect(end).toBe(addMonths(startsOn, (n + 1) * termMonths))
          expect(end > termStart({ startsOn, termMonths, termNumber: n + 1 })).toBe(true)
        },
      ),
    )
  })
})

test('R186 the purchaser is notified thirty days before a year ends, seven before a month does', () => {
  expect([noticeDays({ termMonths: 12 }), noticeDays({ termMonths: 1 })]).toEqual([30, 7])
  expect(nextDue(anActive())).toEqual({ step: 'announce', on: '2026-01-29' })
  expect(nextDue(anActive(yearly))).toEqual({ step: 'announce', on: '2026-12-06' })
})

test('R186 a declined renewal is tried again on days 1, 3, 5 and 7, and no more', () => {
  const end = day('2026-02-05')
  const tries = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((after) => nextRetry(end, addDays(end, after)))
  const [first, third, fifth, seventh] = [1, 3, 5, 7].map((days) => addDays(end, days))
  expect(tries).toEqual([first, third, third, fifth, fifth, seventh, seventh, null, null])
})

/** Each state with what time changes next. */
const states: readonly (readonly [string, Subscription, ReturnType<typeof nextDue>])[] = [
  ['a pending one', { ...anActive(), state: 'pending' }, undefined],
  ['a deleted one', aDeleted(), undefined],
  ['a sign-up', anActive({ channel: 'signUp' }), undefined],
  ['a trial', anActive({ channel: 'trial' }), { step: 'endTrial', on: day('2026-02-05') }],
  ['one to be announced', anActive(), { step: 'announce', on: day('2026-01-29') }],
  [
    'one of which an earlier term was announced',
    anActive({ announced: { termNumber: 1, unitPrice } }),
    { step: 'announce', on: day('2026-01-29') },
  ],
  ['one that was announced', anActive({ announced }), { step: 'renew', on: day('2026-02-05') }],
  ['a central one', anActive({ channel: 'central', announced }), { step: 'renew', on: day('2026-02-05') }],
  ['one not to be renewed', anActive({ autoRenew: false }), { step: 'expire', on: day('2026-02-05') }],
  [
    'one that was declined',
    anActive({ unpaid: unpaid(day('2026-02-08')) }),
    { step: 'renew', on: day('2026-02-08') },
  ],
  [
    // Its owner is tried at once.
    'one that was declined and has no try left, but a new card',
    anActive({ unpaid: unpaid(null) }),
    { step: 'renew', on: day('2026-02-05') },
  ],
  ['an expired one', anExpired({ autoRenew: false }), { step: 'disable', on: day('2026-03-07') }],
  ['an expired one that is to go on', anExpired(), { step: 'renew', on: day('2026-02-05') }],
  [
    'an expired one that is not paid',
    anExpired({ unpaid: unpaid(null) }),
    { step: 'disable', on: day('2026-03-07') },
  ],
  [
    'an expired one whose card was replaced',
    anExpired({ unpaid: unpaid(day('2026-02-20')) }),
    { step: 'renew', on: day('2026-02-20') },
  ],
  [
    'an expired one whose card is tried later than it is disabled',
    anExpired({ unpaid: unpaid(day('2026-03-08')) }),
    { step: 'disable', on: day('2026-03-07') },
  ],
  ['a disabled one', aDisabled({ autoRenew: false }), { step: 'delete', on: day('2026-06-05') }],
  [
    'a disabled one that is not paid',
    aDisabled({ unpaid: unpaid(null) }),
    { step: 'delete', on: day('2026-06-05') },
  ],
  [
    'a disabled one whose card was replaced',
    aDisabled({ unpaid: unpaid(day('2026-04-01')) }),
    { step: 'renew', on: day('2026-04-01') },
  ],
]

describe('R186 what time does next to', () => {
  test.each(states)('%s', (_, subscription, due) => {
    expect(nextDue(subscription)).toEqual(due)
    const at = due ? `${due.on}T00:00:00.000Z` : null
    expect(dueAtOf(subscription)).toBe(at)
    expect(withDue(subscription)).toEqual({ ...subscription, dueAt: at })
  })

  test.each(states)('%s is not due the day before, and is from that day on', (_, subscription, due) => {
    if (!due) {
      expect(dueOn(subscription, day('2099-01-01'))).toBeUndefined()
      return
    }
    expect(dueOn(subscription, addDays(due.on, -1))).toBeUndefined()
    expect(dueOn(subscription, due.on)).toEqual(due)
    const late = dueOn(subscription, addDays(due.on, 400))
    // Whoever was not told in time is told with the renewal.
    if (due.step === 'announce') expect(late).toEqual({ step: 'renew', on: subscription.expirationDate })
    else expect(late).toEqual(due)
  })
})

test('R186 what is announced too late is renewed without it, from the last day on', () => {
  expect(dueOn(anActive(), day('2026-02-04'))).toEqual({ step: 'announce', on: '2026-01-29' })
  expect(dueOn(anActive(), day('2026-02-05'))).toEqual({ step: 'renew', on: '2026-02-05' })
})

test('what is due by now is asked for by texts alone, the longest due first, so that an index has the answer', () => {
  const now = '2026-02-05T00:00:00.000Z' as Instant
  expect(dueBy(now)).toEqual({
    where: [
      { field: 'dueAt', is: '>=', value: '0' },
      { field: 'dueAt', is: '<=', value: now },
    ],
    orderBy: { field: 'dueAt', direction: 'ascending' },
  })
})
