import { wholeOptions } from '#local/system/whole-options.ts'
import { explainBroken, notSeen, runMany } from '#test/simulation/many-seeds.ts'
import { run } from '#test/simulation/simulation.ts'
import { explainBrokenYears, notSeenInYears, runManyYears } from '#test/simulation/years/many-years.ts'
import { runYears } from '#test/simulation/years/years.ts'

/**
 * `npm run simulate`: 2,000 seeds, or as many as `--seeds` says, from `--from` on. `--seed 1234` runs that one and
 * tells everything that happens in it. With `--years 1` it is subscriptions over years, instead of jobs over minutes; with
 * `--clock 1` the product's clock is moved meanwhile; with `--eventual 1` the store answers at eventual consistency, weaker
 * than the session consistency that production asks for.
 */
const {
  seeds,
  from: first,
  seed,
  years,
  clock,
  eventual: weaker,
} = wholeOptions(
  'npm run simulate [-- --years 1 --seeds 2000 --from 1 --clock 0 --eventual 0], or to see one: npm run simulate -- --seed 1234',
  {
    seeds: 2_000,
    from: 1,
    seed: undefined as number | undefined,
    years: 0,
    clock: 0,
    eventual: 0,
  },
)

const movesClock = clock > 0
const eventual = weaker > 0
const trace = (line: string) => console.log(line)
const jobs = {
  one: (seed: number) => run(seed, { movesClock, eventual, trace }),
  many: (onSeed: OnSeed) => runMany(first, seeds, { movesClock, eventual }, onSeed),
  explain: explainBroken,
  notSeen,
}
const terms = {
  one: (seed: number) => runYears(seed, { eventual, trace }),
  many: (onSeed: OnSeed) => runManyYears(first, seeds, { eventual }, onSeed),
  explain: explainBrokenYears,
  notSeen: notSeenInYears,
}

type Outcome = Awaited<ReturnType<typeof run>>
type Simulated = Pick<Outcome, 'seed' | 'broken'>
type OnSeed = (outcome: Simulated) => void

process.exit((await (years ? simulate(terms) : simulate(jobs))) ? 0 : 1)

async function simulate<O extends Simulated, M extends { readonly broken: readonly O[] }>(simulation: {
  one(seed: number): Promise<O>
  many(onSeed: (outcome: O) => void): Promise<M>
  explain(broken: readonly O[]): string
  notSeen(outcomes: M): readonly string[]
}): Promise<boolean> {
  return seed === undefined ? many() : one(seed)

  async function one(seed: number): Promise<boolean> {
    const outcome = await simulation.one(seed)
    if (outcome.broken) console.log(`\nSeed ${seed} breaks ${simulation.explain([outcome])}`)
    else console.log(`\nSeed ${seed} ends right.`)
    return outcome.broken === undefined
  }

  async function many(): Promise<boolean> {
    const begunMs = performance.now()
    let [done, shownMs] = [0, begunMs]
    const rate = () => `${Math.round((done / (performance.now() - begunMs)) * 1_000)} a second`
    const outcomes = await simulation.many((outcome) => {
      done += 1
      if (outcome.broken) console.log(simulation.explain([outcome]))
      if (performance.now() - shownMs < 5_000) return
      shownMs = performance.now()
      console.log(`${done} of ${seeds} seeds, ${rate()}`)
    })
    const missing = seeds >= 2_000 ? simulation.notSeen(outcomes) : []
    for (const what of missing) console.log(`Not seen often enough: ${what}`)
    console.log(`${seeds} seeds, ${rate()}: ${outcomes.broken.length} failed.`)
    return outcomes.broken.length === 0 && missing.length === 0
  }
}
