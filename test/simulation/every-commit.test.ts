import { describe, expect, test } from 'vitest'
import { noShopping } from './money/plot.ts'
import type { Plot } from './plot.ts'
import { type Outcome, type RunOptions, run } from './simulation.ts'

/** 250 users make three steps. Nothing else goes wrong but the one crash. */
const quiet = {
  faults: [],
  skew: false,
  behind: false,
  shopping: noShopping,
  poison: false,
  settings: { workSliceMs: 15_000, forgottenAfterMs: 20_000 },
  shape: { users: 250, usersOfB: 0, alreadyHolding: 3, spareSeats: 2, selfServiceTarget: false },
} satisfies RunOptions

const seed = 1

describe.each(['move', 'cancel'] as const)('A %s of three steps', (first) => {
  const plot: Plot = { first, second: 'none', edits: 0, runsShort: false, acts: 0 }

  test('ends right when the process dies before or after any of its commits', async () => {
    const points = (await pointsOf(plot)).filter(({ name }) => isCommit(name))
    const names = points.map(({ name }) => name)
    for (const step of ['start of a job', 'step', 'last step', 'mail claimed', 'mail marked']) {
      expect(names).toContain(`before ${step}`)
      expect(names).toContain(`after ${step}`)
    }
    expect(names.filter((name) => name.endsWith(' step'))).toHaveLength(6)
    for (const point of points) await crashesAndEndsRight(plot, point)
  })

  test('ends right when the process dies at any other await', { timeout: 60_000 }, async () => {
    const points = (await pointsOf(plot)).filter(({ name }) => !isCommit(name))
    expect(points.length).toBeGreaterThan(10)
    for (const point of points) await crashesAndEndsRight(plot, point)
  })
})

interface Point {
  readonly number: number
  readonly name: string
  readonly task: string
}

function isCommit(name: string): boolean {
  return /^(before|after) (?!wake-up|250)/.test(name)
}

/** Every await of the run in which nothing dies; those of the sweeper come again and again, and change nothing here. */
async function pointsOf(plot: Plot): Promise<readonly Point[]> {
  const points: Point[] = []
  const outcome = await run(seed, {
    ...quiet,
    plot,
    crashAt: (task, name) => {
      points.push({ number: points.length, name, task: task.name })
      return false
    },
  })
  expectRight(outcome)
  return points.filter(({ task }) => task !== 'sweeper')
}

async function crashesAndEndsRight(plot: Plot, point: Point): Promise<void> {
  let number = 0
  const outcome = await run(seed, { ...quiet, plot, crashAt: () => number++ === point.number })
  const where = `${point.task}: ${point.name}`
  expect(outcome.broken, where).toBeUndefined()
  expect(outcome.tally.get(`crash ${point.name}`), where).toBe(1)
  expectRight(outcome)
  if (!point.task.includes('#')) return
  expect(outcome.restarts, where).toBe(1)
  expect(outcome.deliveriesMax, where).toBe(2)
}

function expectRight({ broken, tally }: Outcome): void {
  expect(broken).toBeUndefined()
  expect(tally.get('step start of a job')).toBe(1)
  expect(tally.get('step step')).toBe(2)
  expect(tally.get('step last step')).toBe(1)
  expect(tally.get('step mail marked')).toBe(1)
}
