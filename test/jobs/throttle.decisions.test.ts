import { expect, test } from 'vitest'
import { fromMilliseconds } from '#core/kernel/time.ts'
import { createThrottle } from '#functions/jobs/throttle.ts'
import { tenantId } from '../support/builders.ts'

const [one, another] = [tenantId(1), tenantId(2)]

/** A tenant has 1,000 request units a second, of which jobs may take 600. */
function aThrottle(share = 0.6) {
  let nowMs = 1_000_000
  const slept: number[] = []
  const clock = {
    now: () => fromMilliseconds(nowMs),
    sleep: async (ms: number) => {
      slept.push(ms)
      nowMs += Math.ceil(ms)
    },
  }
  const throttle = createThrottle(clock, 1_000, share)
  return {
    slowDown: throttle.slowDown,
    pass: (ms: number) => {
      nowMs += Math.ceil(ms)
    },
    /** How long a job has to wait that has just spent so much. */
    async waits(requestUnits: number, tenant = one) {
      slept.length = 0
      await throttle.spend(tenant, requestUnits)
      return Math.round(slept[0] ?? 0)
    },
  }
}

test('jobs of one tenant keep to their share together', async () => {
  const at = aThrottle()
  expect(await at.waits(600)).toBe(1_000)
  expect(await at.waits(300)).toBe(500)
  expect(await at.waits(300, another)).toBe(500)
})

test('a refusal halves the pace of that tenant, and nobody else’s', async () => {
  const at = aThrottle()
  at.slowDown(one)
  expect(await at.waits(60)).toBe(200)
  expect(await at.waits(60, another)).toBe(100)
})

test('those who are refused within a second are refused once', async () => {
  const at = aThrottle()
  for (let refused = 0; refused < 16; refused += 1) at.slowDown(one)
  expect(await at.waits(60)).toBe(200)
  at.pass(1_000)
  at.slowDown(one)
  expect(await at.waits(60)).toBeGreaterThan(370)
})

test('it is twice as fast again fifteen seconds later, and never faster than its share', async () => {
  const at = aThrottle()
  at.slowDown(one)
  at.pass(1_000)
  at.slowDown(one)
  at.pass(15_000)
  expect(await at.waits(60)).toBeCloseTo(191, 0)
  at.pass(60_000)
  expect(await at.waits(60)).toBe(100)
})

test('it never stands still: a lock is not kept for ever', async () => {
  const at = aThrottle()
  for (let refused = 0; refused < 50; refused += 1) {
    at.slowDown(one)
    at.pass(1_000)
  }
  // 600 a second, and a 32nd of that but for the second that has passed.
  expect(await at.waits(60)).toBeGreaterThan(3_000)
  expect(await at.waits(60_000)).toBe(60_000)
})

test('a share of 0 runs free', async () => {
  const at = aThrottle(0)
  at.slowDown(one)
  expect(await at.waits(100_000)).toBe(0)
})

test('who has not spent for longest is forgotten, so that a process does not grow with its tenants', async () => {
  const at = aThrottle()
  at.slowDown(one)
  expect(await at.waits(60)).toBe(200)
  for (let number = 0; number < 10_000; number += 1) await at.waits(0, tenantId(100 + number))
  expect(await at.waits(60)).toBe(100)
})
