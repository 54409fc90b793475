import { cpus, platform, release, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { type BenchSystem, startBenchSystem } from './bench/bench-system.ts'
import { measureCosts, measurePost } from './bench/costs.ts'
import { measureEvents } from './bench/events.ts'
import { measureEveryday } from './bench/everyday.ts'
import { measureFairness } from './bench/fairness.ts'
import { type Figure, table } from './bench/figures.ts'
import { measureHttp } from './bench/http.ts'
import { measureMemory } from './bench/memory.ts'
import { measureMoves } from './bench/moves.ts'
import { onboard } from './bench/organisation.ts'
import { measurePaced } from './bench/paced.ts'
import { measureStarts } from './bench/starts.ts'
import { measureYear } from './bench/year.ts'

/**
 * `npm run bench [-- --quick] [-- --only moves,http]`: measures, and prints a table in Markdown for docs/benchmarks.md.
 * Progress goes to stderr. Figures of one machine compare with each other, not with those of another.
 */
const parts = [
  'moves',
  'costs',
  'everyday',
  'memory',
  'http',
  'paced',
  'fairness',
  'events',
  'year',
  'starts',
  'portal',
] as const
const { quick, only } = readOptions()
const tell = (line: string) => console.error(line)

const measure: Readonly<Record<(typeof parts)[number], () => Promise<Figure[]>>> = {
  moves: () =>
    unpaced((system) =>
      measureMoves(
        system,
        quick
          ? [
              { users: 1_000, runs: 1 },
              { users: 10_000, runs: 1 },
            ]
          : [
              { users: 1_000, runs: 5 },
              { users: 10_000, runs: 5 },
              { users: 100_000, runs: 5 },
            ],
        tell,
      ),
    ),
  costs: async () => [
    ...(await unpaced((system) => measureCosts(system, quick ? 20_000 : 100_000), {
      'AzureWebJobs.send-email.Disabled': 'true',
      // As it is unless somebody says otherwise. With each slice the holders of the target are read anew.
      WORK_SLICE_MS: '15000',
    })),
    ...(await unpaced(measurePost, { 'AzureWebJobs.move-users.Disabled': 'true' })),
  ],
  everyday: () => unpaced(measureEveryday),
  memory: () =>
    unpaced(async (system) => {
      await onboard(system)
      return measureMemory(system, [1_000, quick ? 10_000 : 100_000], quick ? 1 : 5)
    }),
  http: () =>
    unpaced(async (system) => {
      await onboard(system)
      return measureHttp(system, quick ? 1 : 5)
    }),
  paced: () => measurePaced(quick ? 10_000 : 100_000, quick ? 1 : 5, tell),
  fairness: () => measureFairness(quick ? { listed: 10_000, runs: 1 } : { listed: 100_000, runs: 5 }, tell),
  events: () => measureEvents(quick ? 1 : 5, tell),
  year: () =>
    measureYear(
      quick
        ? { organisations: 3, subscriptions: 1_000, mostStored: 10_000 }
        : { organisations: 10, subscriptions: 10_000, mostStored: 100_000 },
      tell,
    ),
  starts: () => measureStarts(quick ? 1 : 3),
  portal: async () => {
    const { measurePortal } = await import('./browser/measure-portal.ts')
    return measurePortal(quick ? 1 : 5, quick ? 10_000 : 100_000, tell)
  },
}

function readOptions(): { quick: boolean; only: ReadonlySet<string> } {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', default: parts.join() },
      },
    })
    const only = new Set(values.only.split(','))
    const unknown = [...only].filter((part) => !parts.some((known) => known === part))
    if (unknown.length > 0) throw new Error(`--only takes ${parts.join(', ')}; found "${unknown.join()}".`)
    return { quick: values.quick, only }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error(`npm run bench [-- --quick --only ${parts.join()}]`)
    return process.exit(2)
  }
}

const figures: Figure[] = []
for (const part of parts) {
  if (!only.has(part)) continue
  tell(`Measuring ${part}.`)
  figures.push(...(await measure[part]()))
}
console.log(`${machine()}\n\n${table(figures)}`)

async function unpaced(
  run: (system: BenchSystem) => Promise<Figure[]>,
  settings: Readonly<Record<string, string>> = {},
): Promise<Figure[]> {
  const system = await startBenchSystem({ settings: { THROTTLE_SHARE: '0', ...settings } })
  try {
    return await run(system)
  } finally {
    await system.stop()
  }
}

function machine(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const day = new Date().toISOString().slice(0, 10)
  return `Measured on ${day}: ${cpus().length} × ${first?.model.trim()}, ${memory} GiB, ${platform()} ${release()}, Node ${process.versions.node}${quick ? ', small sizes, once' : ''}.`
}
