import { readFileSync } from 'node:fs'
import { createVitest, type TestSpecification } from 'vitest/node'
import { withSwitches } from './switches.ts'

/** The unit tests of the decisions about seats and jobs, with something taken away. */
export interface UnitTests {
  /** The first test that notices, of those that know the module best; '' where nothing is taken away. */
  noticing(takenAway: string, path: string): Promise<string | undefined>
  close(): Promise<void>
}

/** Loads them once, so that a run takes hardly longer than the tests do. */
export async function unitTests(): Promise<UnitTests> {
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
      pool: 'threads',
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
  return {
    async noticing(takenAway, path) {
      vitest.provide('takenAway', takenAway)
      const own = all.filter(({ moduleId }) => readFileSync(moduleId, 'utf8').includes(`'#${path}'`))
      return (await first(own)) ?? first(all.filter((one) => !own.includes(one)))
    },
    close: () => vitest.close(),
  }
}
