import { describe, expect, test } from 'vitest'
import { explainBroken, notSeen, runMany } from './many-seeds.ts'
import { onceFailed } from './once-failed.ts'
import { run } from './simulation.ts'

describe('Whatever goes wrong, jobs and payments end right', () => {
  test('in 2,000 seeds, in which everything that can go wrong does', { timeout: 180_000 }, async () => {
    const outcomes = await runMany(1, 2_000)
    expect(explainBroken(outcomes.broken)).toBe('')
    expect(notSeen(outcomes)).toEqual([])
  })

  test('in 500 seeds in which the product’s clock is moved and put back meanwhile (B26)', {
    timeout: 60_000,
  }, async () => {
    const outcomes = await runMany(1, 500, { movesClock: true })
    expect(explainBroken(outcomes.broken)).toBe('')
    expect(outcomes.tally.get('clock put back')).toBeGreaterThan(100)
  })

  test.each(onceFailed)('in seed $seed, which once found: $found', async ({ seed }) => {
    const outcome = await run(seed)
    expect(explainBroken(outcome.broken ? [outcome] : [])).toBe('')
  })

  test('the same way each time: a seed is a run', async () => {
    for (const seed of [3, 14, 159]) {
      const [once, again]: [string[], string[]] = [[], []]
      await run(seed, { trace: (line) => once.push(line) })
      await run(seed, { trace: (line) => again.push(line) })
      expect(again).toEqual(once)
      expect(once.length).toBeGreaterThan(10)
    }
  })
})
