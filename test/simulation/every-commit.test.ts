import { describe, expect, test } from 'vitest'
import { noLists } from './lists/plot.ts'
import { noShopping } from './money/plot.ts'
import type { Plot } from './plot.ts'
import { type Outcome, type RunOptions, run } from './simulation.ts'
import { noTransfers } from './transfer/plot.ts'
import { noUndos } from './undo/plot.ts'

/** 200 of 250 users hold both, which makes three batches before the switch. Nothing goes wrong but the one crash. */
const quiet = {
  faults: [],
  skew: false,
  behind: false,
  shopping: noShopping,
  lists: noLists,
  undos: noUndos,
  transfers: noTransfers,
  poison: false,
  settings: { workSliceMs: 15_000, forgottenAfterMs: 20_000 },
  shape: {
    users: 250,
    usersOfB: 0,
    alreadyHolding: 200,
    spareSeats: 2,
    selfServiceTarget: false,
    pastLots: 0,
    roomForB: false,
  },
} satisfies RunOptions

const seed = 1

describe.each([
  ['move', { steps: 3, mails: 1 }],
  ['moveSelected', { steps: 1, mails: 0 }],
  ['cancel', { steps: 0, mails: 1 }],
] as const)('A %s', (first, expected) => {
  const plot: Plot = { first, second: 'none', edits: 0, runsShort: false, acts: 0, returns: 0, exports: 0 }

  test('ends right when the process dies before or after any of its commits', async () => {
    const points = (await pointsOf(plot, expected)).filter(({ name }) => isCommit(name))
    const names = points.map(({ name }) => name)
    for (const step of ['start of a job', 'last step']) {
      expect(names).toContain(`before ${step}`)
      expect(names).toContain(`after ${step}`)
    }
    expect(names.filter((name) => name.endsWith(' step'))).toHaveLength(2 * expected.steps + 2)
    for (const point of points) await crashesAndEndsRight(plot, expected, point)
  })

  test('ends right when the process dies at any other await', { timeout: 60_000 }, async () => {
    const points = (await pointsOf(plot, expected)).filter(({ name }) => !isCommit(name))
    expect(points.length).toBeGreaterThan(10)
    for (const point of points) await crashesAndEndsRight(plot, expected, point)
  })
})

describe.each([
  ['assignUsers', 13],
  ['unassignUsers', 45],
] as const)('A list of users, %s', (kind, seed) => {
  const options: RunOptions = {
    ...quiet,
    shape: { ...quiet.shape, users: 100, alreadyHolding: 20, spareSeats: 12 },
    plot: { first: 'cancel', second: 'none', edits: 0, runsShort: false, acts: 0, returns: 0, exports: 0 },
    lists: { count: 1, inNeighbour: false },
  }
  const endsRight = ({ broken, tally }: Outcome, where: string) => {
    expect(broken, where).toBeUndefined()
    expect(tally.get(`list ended: ${kind}, Succeeded`), where).toBe(1)
  }

  test('ends right wherever the process of its route or of its worker dies', {
    timeout: 60_000,
  }, async () => {
    const points: Point[] = []
    const crashAt = (task: { readonly name: string }, name: string) => {
      points.push({ number: points.length, name, task: task.name })
      return false
    }
    endsRight(await run(seed, { ...options, crashAt }), 'nothing dies')
    const ofList = points.filter(({ task }) => /^(list: |(un)?assign-users #)/.test(task))
    expect(ofList.filter(({ name }) => name === 'after step').length).toBeGreaterThanOrEqual(3)
    for (const point of ofList) {
      let number = 0
      const outcome = await run(seed, { ...options, crashAt: () => number++ === point.number })
      endsRight(outcome, `${point.task}: ${point.name}`)
    }
  })
})

/** How often a batch of that kind is stored. */
interface Expected {
  readonly steps: number
  readonly mails: number
}

interface Point {
  readonly number: number
  readonly name: string
  readonly task: string
}

function isCommit(name: string): boolean {
  return /^(before|after) (?!wake-up|250)/.test(name)
}

/** Every await of the run in which nothing dies; those of the sweeper come again and again, and change nothing here. */
async function pointsOf(plot: Plot, expected: Expected): Promise<readonly Point[]> {
  const points: Point[] = []
  const outcome = await run(seed, {
    ...quiet,
    plot,
    crashAt: (task, name) => {
      points.push({ number: points.length, name, task: task.name })
      return false
    },
  })
  expectRight(outcome, expected)
  return points.filter(({ task }) => task !== 'sweeper')
}

async function crashesAndEndsRight(plot: Plot, expected: Expected, point: Point): Promise<void> {
  let number = 0
  const outcome = await run(seed, { ...quiet, plot, crashAt: () => number++ === point.number })
  const where = `${point.task}: ${point.name}`
  expect(outcome.broken, where).toBeUndefined()
  expect(outcome.tally.get(`crash ${point.name}`), where).toBe(1)
  expectRight(outcome, expected)
  if (!point.task.includes('#')) return
  expect(outcome.restarts, where).toBe(1)
  expect(outcome.deliveriesMax, where).toBe(2)
}

function expectRight({ broken, tally }: Outcome, { steps, mails }: Expected): void {
  expect(broken).toBeUndefined()
  expect(tally.get('step start of a job')).toBe(1)
  expect(tally.get('step step') ?? 0).toBe(steps)
  expect(tally.get('step mail marked') ?? 0).toBe(mails)
  expect(tally.get('step last step')).toBe(1)
}
