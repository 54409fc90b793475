import { parseArgs } from 'node:util'

/** `npm run simulate -- --seeds 100000`, from `--from`; `--seed 1234` runs that one and tells everything it does. */
const { values } = parseArgs({
  options: { seeds: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' } },
})
const { run } = await import('#test/simulation/simulation.ts')
if (values.seed !== undefined) {
  const outcome = await run(Number(values.seed), { trace: (line) => console.log(line) })
  const { broken } = outcome
  console.log(broken ? `Seed ${outcome.seed} breaks "${broken.invariant}": ${broken.seen}` : 'All is well.')
  process.exit(broken ? 1 : 0)
}
const begun = performance.now()
const first = Number(values.from ?? 1)
const n = Number(values.seeds ?? 2000)
const by = new Map<string, number[]>()
const tally = new Map<string, number>()
for (let seed = first; seed < first + n; seed++) {
  const o = await run(seed)
  for (const [k, v] of o.tally) tally.set(k, (tally.get(k) ?? 0) + v)
  if (o.broken) { const l = by.get(o.broken.invariant) ?? []; l.push(seed); by.set(o.broken.invariant, l); if (l.length < 3) console.log(seed, o.broken) }
}
console.log(by, tally, `${(n / (performance.now() - begun) * 1000).toFixed(0)} seeds/s`)
