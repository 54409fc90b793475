import type { RunOptions } from '../simulation/simulation.ts'
import { switchesByModule } from './switches.ts'
import { unitTests } from './unit-tests.ts'

/** What may be taken away without harm, and why. */
const neverMatters: Readonly<Record<string, string>> = {}

/** In which seed of the simulation it was found that no unit test notices. */
const foundAt: Readonly<Record<string, number>> = {}

export interface Found {
  readonly name: string
  /** By which test or seed; nothing where nobody did. */
  readonly by: string | undefined
  /** What is wrong with that. */
  readonly wrong: string | undefined
}

type Run = (seed: number, options?: RunOptions) => Promise<{ readonly broken: object | undefined }>

/**
 * Takes away in turn each refusal and each condition, and looks who notices: first the unit tests, then the simulation,
 * which has to be loaded with switches. `seedsMax` seeds are tried where none is known.
 */
export async function* takeAwayEach(run: Run, seedsMax: number): AsyncGenerator<Found> {
  const tests = await unitTests()
  try {
    for (const [path, names] of switchesByModule())
      for (const name of names) {
        const by = (await tests.noticing(name, path)) ?? (await seedNoticing(run, name, seedsMax))
        const reason = neverMatters[name]
        const wrong =
          by && reason
            ? 'it is said never to matter'
            : by || reason
              ? undefined
              : 'nobody notices, and nobody says why it never matters'
        yield { name: `${path}: ${name}`, by, wrong }
      }
  } finally {
    await tests.close()
  }
}

async function seedNoticing(run: Run, name: string, seedsMax: number): Promise<string | undefined> {
  globalThis.takenAway = name
  try {
    const known = foundAt[name]
    if (known !== undefined && (await run(known)).broken) return `seed ${known}`
    const max = neverMatters[name] ? Math.min(20, seedsMax) : seedsMax
    for (let seed = 1; seed <= max; seed += 1) if ((await run(seed)).broken) return `seed ${seed}`
    return undefined
  } finally {
    globalThis.takenAway = undefined
  }
}
