import type { Named } from '#test/endpoints/named.ts'
import type { VitestReport } from '../requirements/results.ts'

/** Something in which an emulator is known to differ from the service, with who says so. */
export interface Difference {
  readonly of: keyof Named
  /** The whole titles of the tests that it fails. */
  readonly tests: readonly string[]
  readonly what: string
  readonly sources: readonly string[]
}

export interface Verdict {
  readonly passed: number
  readonly failed: readonly string[]
  readonly skipped: readonly string[]
  /** Failed, as it is known of this emulator: no failure of ours. */
  readonly known: readonly { readonly test: string; readonly difference: Difference }[]
  /** Known to fail there, and has passed: the list is out of date. */
  readonly over: readonly { readonly test: string; readonly difference: Difference }[]
  /** Nothing run is no pass. */
  readonly isWell: boolean
}

/** What a run of the tests says, where those endpoints are emulators. A file that did not load counts as a failure. */
export function verdictOf(
  report: VitestReport | undefined,
  differences: readonly Difference[],
  emulators: ReadonlySet<keyof Named>,
): Verdict {
  const files = report?.testResults ?? []
  const tests = files.flatMap(({ assertionResults }) => assertionResults)
  const titles = (...statuses: string[]) =>
    tests.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName)
  const passed = titles('passed')
  const notLoaded = files
    .filter(({ assertionResults, status }) => status === 'failed' && !assertionResults.some(hasFailed))
    .map(({ name }) => `${name}: it did not load, or its hooks failed`)
  const differenceOf = (test: string) =>
    differences.find(({ of, tests: theirs }) => emulators.has(of) && theirs.includes(test))
  const withDifference = (all: readonly string[]) =>
    all.flatMap((test) => {
      const difference = differenceOf(test)
      return difference ? [{ test, difference }] : []
    })
  const failed = [...titles('failed').filter((test) => !differenceOf(test)), ...notLoaded]
  return {
    passed: passed.length,
    failed,
    skipped: titles('skipped', 'pending', 'todo', 'disabled'),
    known: withDifference(titles('failed')),
    over: withDifference(passed),
    isWell: failed.length === 0 && passed.length > 0,
  }
}

function hasFailed({ status }: { readonly status: string }): boolean {
  return status === 'failed'
}
