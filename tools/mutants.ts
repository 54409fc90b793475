import { registerHooks } from 'node:module'
import { wholeOptions } from '#local/system/whole-options.ts'
import { takeAwayEach } from '#test/mutants/generated.ts'
import { withSwitches } from '#test/mutants/switches.ts'

/**
 * `npm run mutants`: takes away in turn each refusal of the decisions about seats and jobs and each condition of their
 * batches, and fails where no unit test and none of 300 seeds, or as many as `--seeds` says, notices.
 */
const { seeds } = wholeOptions('npm run mutants [-- --seeds 300]', { seeds: 300 })

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const text = loaded.source && withSwitches(new URL(url).pathname, String(loaded.source))
    return text ? { ...loaded, source: text } : loaded
  },
})
/** Not loaded where the unit tests notice everything; and with nothing taken away, which might be settled by loading. */
const run: typeof import('#test/simulation/simulation.ts').run = async (seed, options) => {
  const { takenAway } = globalThis
  globalThis.takenAway = undefined
  const simulation = await import('#test/simulation/simulation.ts')
  globalThis.takenAway = takenAway
  return simulation.run(seed, options)
}

let [all, wrong] = [0, 0]
for await (const found of takeAwayEach(run, seeds)) {
  all += 1
  if (found.wrong) wrong += 1
  console.log(`${found.name}: ${found.by ?? 'not noticed'}${found.wrong ? ` - WRONG: ${found.wrong}` : ''}`)
}
console.log(`${all} taken away in turn: ${wrong} wrong.`)
process.exit(wrong === 0 ? 0 : 1)
