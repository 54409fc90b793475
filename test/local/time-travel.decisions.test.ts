import { describe, expect, test } from 'vitest'
import { addMilliseconds, type Instant } from '#core/kernel/time.ts'
import { unrestOf } from '#local/system/due-work.ts'
import { daysAhead, patienceMs, type Surroundings, travel } from '#local/system/time-travel.ts'
import { subscriptionId, tenantId } from '../support/builders.ts'

const start = '2026-11-21T10:00:00.000Z' as Instant
const dayMs = 86_400_000
const day = (count: number) => addMilliseconds(start, count * dayMs)

interface Due {
  readonly name: string
  at: Instant
  /** What becomes of it at each sweep: its next moment, or nothing any more. */
  readonly swept: (now: Instant) => Instant | undefined
}

/** A product in memory: what falls due waits for a sweep. */
function aProduct(...due: Due[]) {
  let [now, machineMs, left, moved] = [start, 0, due, 0]
  const seen: string[] = []
  const around: Surroundings = {
    now: () => now,
    moveTo(at) {
      if (at > now) now = at
      moved += 1
    },
    arrive: () => {
      now = day(400)
    },
    async nextDue(until) {
      return left
        .map(({ at }) => at)
        .filter((at) => at <= until)
        .toSorted()[0]
    },
    countDue: async (at) => left.filter((one) => one.at <= at).length,
    async sweep() {
      left = left.filter((one) => {
        if (one.at > now) return true
        seen.push(`${one.name} at ${now}`)
        const next = one.swept(now)
        if (next) one.at = next
        return next !== undefined
      })
    },
    async unrest(at) {
      const still = left.filter((one) => one.at <= at)
      const [first] = still
      return first && { state: still.map(({ name, at }) => `${name} ${at}`).join(), example: first.name }
    },
    machineMs: () => machineMs,
    async sleep(ms) {
      machineMs += ms
    },
  }
  return { around, seen, moved: () => moved, machineMs: () => machineMs }
}

const once = () => undefined

describe('moving the clock', () => {
  test('goes at once where nothing falls due (B26)', async () => {
    const { around, moved, machineMs } = aProduct()
    expect(await travel(day(400), around, () => {})).toEqual({ dueDates: 0 })
    expect([around.now(), moved(), machineMs()]).toEqual([day(400), 0, 0])
  })

  test('stops at everything that falls due, in order and at its time (B26)', async () => {
    const told: Instant[] = []
    const { around, seen } = aProduct(
      { name: 'late', at: day(300), swept: once },
      { name: 'monthly', at: day(30), swept: (now) => addMilliseconds(now, 150 * dayMs) },
      { name: 'beyond', at: day(401), swept: once },
      { name: 'overdue', at: day(-3), swept: once },
      { name: 'with it', at: day(30), swept: once },
    )
    expect(await travel(day(400), around, (at) => told.push(at))).toEqual({ dueDates: 6 })
    expect(seen).toEqual([
      `overdue at ${start}`,
      `monthly at ${day(30)}`,
      `with it at ${day(30)}`,
      `monthly at ${day(180)}`,
      `late at ${day(300)}`,
      `monthly at ${day(330)}`,
    ])
    expect(told.at(-1)).toBe(day(400))
    expect(around.now()).toBe(day(400))
  })

  test('waits for what takes several sweeps, as long as it gets on (B26)', async () => {
    let sweeps = 0
    const { around, machineMs } = aProduct({
      name: 'slow',
      at: day(1),
      swept: () => (++sweeps < 400 ? addMilliseconds(day(1), -sweeps) : undefined),
    })
    await travel(day(400), around, () => {})
    expect(sweeps).toBe(400)
    expect(machineMs()).toBeGreaterThan(patienceMs)
  })

  test('ends where something does not get on, names it and leaves the clock there (B26)', async () => {
    const { around, machineMs } = aProduct(
      { name: 'stuck', at: day(7), swept: (now) => now },
      { name: 'later', at: day(8), swept: once },
    )
    await expect(travel(day(400), around, () => {})).rejects.toThrow(
      `Nothing has changed for 75 seconds: stuck. The clock stays where it is, at ${day(7)}.`,
    )
    expect(machineMs()).toBeLessThan(patienceMs + 1_000)
  })
})

test.each([
  [day(0), 0],
  [day(1), 1],
  [addMilliseconds(start, 1), 1],
  [day(400), 400],
])('the days from the start to %s are %i (B26)', (to, days) => {
  expect(daysAhead(start, to)).toBe(days)
})

describe('what does not get on is named', () => {
  const base = { tenantId: tenantId(1), schemaVersion: 1, _etag: '"1"' } as const
  const subscription = { ...base, type: 'subscription', id: subscriptionId(1), state: 'active' }

  test.each([
    [
      { ...subscription, dueAt: day(1) },
      `subscription ${subscription.id} of the organisation ${base.tenantId} is still due, since ${day(1)}`,
    ],
    [
      { ...subscription, dueAt: day(1), operationId: 'o' },
      `still due, since ${day(1)}, and the operation o holds it`,
    ],
    [
      { ...base, type: 'purchase', id: 'p', state: 'pending' },
      `purchase p of the organisation ${base.tenantId} is still pending`,
    ],
    [
      { ...base, type: 'mail', id: 'mail:m', state: 'queued', dueAt: null },
      `mail mail:m of the organisation ${base.tenantId} is still queued`,
    ],
  ])('%j', (document, words) => {
    expect(unrestOf(1, [document], day(2)).example).toContain(words)
    expect(unrestOf(3, [undefined, document], day(2)).example).toMatch(/, and 2 more$/)
  })

  test('and another version of it shows that it has got on (B26)', () => {
    const state = (...tags: string[]) =>
      unrestOf(
        2,
        tags.map((_etag) => ({ ...subscription, _etag })),
        day(2),
      ).state
    expect(state('"1"')).toBe(state('"1"'))
    expect(state('"2"')).not.toBe(state('"1"'))
    expect(unrestOf(2, [], day(2)).example).toBe('something, and 1 more')
  })
})
