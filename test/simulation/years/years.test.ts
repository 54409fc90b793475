import { describe, expect, test } from 'vitest'
import { explainBrokenYears, notSeenInYears, runManyYears } from './many-years.ts'
import { onceFailed } from './once-failed.ts'
import { runYears } from './years.ts'

describe('Over the years each cent is where it should be, whatever goes wrong', () => {
  test('in 2,000 seeds, in which everything happens that can', { timeout: 300_000 }, async () => {
    const outcomes = await runManyYears(1, 2_000)
    expect(explainBrokenYears(outcomes.broken)).toBe('')
    expect(notSeenInYears(outcomes)).toEqual([])
  })

  test.each(onceFailed)('in seed $seed, which once found: $found', async ({ seed }) => {
    const outcome = await runYears(seed)
    expect(explainBrokenYears(outcome.broken ? [outcome] : [])).toBe('')
  })

  test('the same way each time: a seed is a run', async () => {
    for (const seed of [3, 14, 159]) {
      const [once, again]: [string[], string[]] = [[], []]
      await runYears(seed, { trace: (line) => once.push(line) })
      await runYears(seed, { trace: (line) => again.push(line) })
      expect(again).toEqual(once)
      expect(once.length).toBeGreaterThan(10)
    }
  })
})
