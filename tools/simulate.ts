import { wholeOptions } from '#local/system/whole-options.ts'
import { explainBroken, notSeen, runMany } from '#test/simulation/many-seeds.ts'
import { run } from '#test/simulation/simulation.ts'

/**
 * `npm run simulate`: 2,000 seeds, or as many as `--seeds` says, from `--from` on. `--seed 1234` runs that one and
 * tells everything that happens in it. With `--clock 1` the product's clock is moved meanwhile.
 */
const {
  seeds,
  from: first,
  seed,
  clock,
} = wholeOptions(
  'npm run simulate [-- --seeds 2000 --from 1 --clock 0], or to see one: npm run simulate -- --seed 1234',
  {
    seeds: 2_000,
    from: 1,
    seed: undefined as number | undefined,
    clock: 0,
  },
)

const movesClock = clock > 0
process.exit((seed === undefined ? await many() : await one(seed)) ? 0 : 1)

async function one(seed: number): Promise<boolean> {
  const outcome = await run(seed, { movesClock, trace: (line) => console.log(line) })
  if (outcome.broken) console.log(`\nSeed ${seed} breaks ${explainBroken([outcome])}`)
  else console.log(`\nSeed ${seed} ends right.`)
  return outcome.broken === undefined
}

async function many(): Promise<boolean> {
  const begunMs = performance.now()
  let [done, shownMs] = [0, begunMs]
  const rate = () => `${Math.round((done / (performance.now() - begunMs)) * 1_000)} a second`
  const outcomes = await runMany(first, seeds, { movesClock }, (outcome) => {
    done += 1
    if (outcome.broken) console.log(explainBroken([outcome]))
    if (performance.now() - shownMs < 5_000) return
    shownMs = performance.now()
    console.log(`${done} of ${seeds} seeds, ${rate()}`)
  })
  const missing = seeds >= 2_000 ? notSeen(outcomes) : []
  for (const what of missing) console.log(`Not seen often enough: ${what}`)
  console.log(`${seeds} seeds, ${rate()}: ${outcomes.broken.length} failed.`)
  return outcomes.broken.length === 0 && missing.length === 0
}
