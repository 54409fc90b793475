import { readFileSync } from 'node:fs'
import { createVitest, type TestSpecification } from 'vitest/node'
import { keptThread } from './kept-thread.ts'
import { withSwitches } from './switches.ts'

/** The unit tests of the decisions about seats and jobs, with something taken away. */
export interface UnitTests {
  /** The first test that notices, of those that know the module best. */
  noticing(takenAway: string, path: string): Promise<string | undefined>
  /** Throws where a test fails although nothing is taken away any more. */
  close(): Promise<void>
}

/** Loads them once, so that a run takes hardly longer than the tests do; throws where one fails with nothing taken away. */
export async function unitTests(): Promise<UnitTests> {
  const thread = keptThread()
  const vitest = await createVitest(
    {
      config: false,
      watch: false,
      // It knows a module by its text, and nothing of the switches in it.
      fsModuleCache: false,
      include: [
        'test/{seats,take-over,subscriptions,operations}/*.decisions.test.ts',
        // What waits and what has children is decided about by what is stored: here the routes are the tests of it.
        'test/take-over/{planned,consolidate}.routes.test.ts',
      ],
      setupFiles: ['test/mutants/before-each-file.ts'],
      pool: thread.pool,
      isolate: false,
      maxWorkers: 1,
      reporters: [{}],
      silent: true,
      // One that notices is enough.
      bail: 1,
    },
    {
      plugins: [
        {
          name: 'switches',
          enforce: 'pre',
          transform: (text, path) => withSwitches(path, text),
        },
      ],
    },
  )
  const all = await vitest.globTestSpecifications()
  const first = async (specifications: TestSpecification[]) => {
    if (specifications.length === 0) return undefined
    const { testModules } = await vitest.runTestSpecifications(specifications)
    const asked = new Set(specifications.map(({ moduleId }) => moduleId))
    // It gives those of earlier runs as well.
    for (const module of testModules.filter(({ moduleId }) => asked.has(moduleId))) {
      const [failed] = [...module.children.allTests('failed')]
      if (failed || !module.ok()) return failed?.fullName ?? module.relativeModuleId
    }
    return undefined
  }
  const noticing = async (takenAway: string, path: string) => {
    vitest.provide('takenAway', takenAway)
    const own = all.filter(({ moduleId }) => readFileSync(moduleId, 'utf8').includes(`'#${path}'`))
    return (await first(own)) ?? first(all.filter((one) => !own.includes(one)))
  }
  const nothingTakenAway = async () => {
    const failed = await noticing('', '')
    if (failed) throw new Error(`Fails with nothing taken away: ${failed}`)
  }
  await nothingTakenAway()
  return {
    async noticing(takenAway, path) {
      const failed = await noticing(takenAway, path)
      if (failed) return failed
      // What a module has settled while it was loaded is settled for its thread: another, for this one and for the next.
      await thread.end()
      const failedAnew = await noticing(takenAway, path)
      await thread.end()
      await nothingTakenAway()
      return failedAnew
    },
    async close() {
      try {
        // Whatever was left behind in the thread would have been taken for what was taken away next.
        await nothingTakenAway()
      } finally {
        await vitest.close()
        await thread.end()
      }
    },
  }
}
