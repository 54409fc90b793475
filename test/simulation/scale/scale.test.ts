import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { costTables } from '#tools/scale/cost-tables.ts'
import { knownFacts } from '#tools/scale/facts.ts'
import { percentile, tableIn } from '#tools/scale/made-tables.ts'
import { measureFacts } from './measure.ts'
import { usual } from './model.ts'
import { type Morning, play } from './morning.ts'
import { monday, oneOrganisation } from './scenarios.ts'

const page = readFileSync(new URL('../../../docs/scale.md', import.meta.url), 'utf8')
const facts = knownFacts()
/** Other documents, other indexes: what the product asks may shift a little before anybody must measure anew. */
const tolerance = 0.1

describe('What a month costs', () => {
  test.each(Object.entries(costTables(facts)))(
    'docs/scale.md has the table %s as npm run scale:cost makes it',
    (name, table) => {
      expect(tableIn(page, name)).toBe(table)
    },
  )

  test('the sums rest on what the product asks of the store today: else npm run scale:cost -- --measure 1', async () => {
    const today = await measureFacts()
    const numbers = numbersIn(today)
    const known = numbersIn(facts)
    expect([...numbers.keys()]).toEqual([...known.keys()])
    const shifted = [...numbers].filter(([name, value]) => !isNear(value, known.get(name) ?? 0))
    expect(shifted.map(([name, value]) => `${name}: ${known.get(name)} is ${value} now`)).toEqual([])
  }, 60_000)
})

describe('A Monday morning', () => {
  test('is the same for the same seed, and another for another', async () => {
    const options = { organisations: 3_000, seed: 5 }
    const once = await monday(options)
    expect(await monday(options)).toEqual(once)
    expect(once).toMatchObject({ takeOvers: 30, succeeded: 30, mails: 30, dead: 0, needAttention: 0 })
    expect(await monday({ ...options, seed: 6 })).not.toEqual(once)
  })

  test('is that of docs/scale.md: else npm run simulate:scale -- --write 1', async () => {
    const organisations = 10_000
    const morning = await monday({ organisations, seed: 1, model: { instancesMax: 40 } })
    const [, row] = /\n\| 10,000 \| 60 \| 40 \| (.*) \|/.exec(`\n${tableIn(page, 'monday')}`) ?? []
    const cells = row?.split(' | ').map((cell) => Number(cell.replaceAll(',', ''))) ?? []
    const [takeOvers = 0, , , p95 = 0, , units = 0] = cells
    expect(takeOvers).toBe(morning.takeOvers)
    expect(isNear(morning.requestUnits, units)).toBe(true)
    expect(Math.abs(percentile(morning.tookMs, 95) / 1_000 - p95)).toBeLessThan(2)
  })

  test('takes longer where the store is slower, and where there is less of it', async () => {
    const options = { organisations: 3_000, seed: 5 }
    const p50 = ({ tookMs }: Morning) => percentile(tookMs, 50)
    const usually = await monday(options)
    const slower = await monday({
      ...options,
      model: { latencyMs: { ...usual.latencyMs, batch: 10 * usual.latencyMs.batch } },
    })
    expect(p50(slower)).toBeGreaterThan(1.5 * p50(usually))
    const scarce = await monday({ ...options, model: { requestUnitsPerSecond: 200 } })
    expect([usually.throttled, scarce.throttled > 100]).toEqual([0, true])
    expect(p50(scarce)).toBeGreaterThan(5 * p50(usually))
    expect(scarce.succeeded).toBe(30)
  })

  test('sends its mails as the mail server has room for them, and loses none', async () => {
    const options = { organisations: 3_000, seed: 5 }
    const usually = await monday(options)
    const slower = await monday({ ...options, model: { mailsPerMinute: 3, mailsPerHour: 12 } })
    expect(slower).toMatchObject({ mails: 30, dead: 0 })
    expect(usually.lastMailMs).toBeLessThan(120_000)
    expect(slower.lastMailMs).toBeGreaterThan(2 * 3_600_000)
  })

  test('is charged for as the stand-in charges for the same take-over', async () => {
    const morning = await play({
      seed: 1,
      // As measure.ts has it.
      shapes: [{ sources: 1, usersEach: 14, both: 0, others: 43, chosen: 0 }],
      withinMs: 0,
      model: { ...usual, sweepsEveryMs: 3_600_000 },
    })
    const { costs } = facts
    // Whoever watches it asks twice: that is not of the take-over itself.
    const watching = 2 * (costs['one subscription']?.requestUnits ?? 0)
    const measured = (costs['take-over']?.requestUnits ?? 0) + watching
    expect(isNear(morning.requestUnits, measured)).toBe(true)
  })
})

describe('Many workers at one organisation', () => {
  const busy = { moves: 48, users: 60, seed: 1 }
  const small = { requestUnitsPerSecond: 1_000, tenantRequestUnitsPerSecond: 1_000 }

  test('are refused less often, because each goes slower for what the others spend', async () => {
    const untold = await oneOrganisation(busy, { ...small, slowsDown: false })
    const told = await oneOrganisation(busy, small)
    expect([untold.succeeded, told.succeeded]).toEqual([48, 48])
    expect(told.instances).toBeGreaterThan(1)
    expect(told.throttled).toBeLessThan(0.9 * untold.throttled)
  })
})

/** Every number, under its path. */
function numbersIn(value: unknown, path = ''): Map<string, number> {
  if (typeof value === 'number') return new Map([[path, value]])
  const entries = Object.entries(value as Readonly<Record<string, unknown>>)
  return new Map(entries.flatMap(([name, part]) => [...numbersIn(part, `${path} ${name}`)]))
}

/** Small counts may differ by one. */
function isNear(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= Math.max(1, tolerance * expected)
}
