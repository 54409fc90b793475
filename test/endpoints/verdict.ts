import type { Named } from './named.ts'

/** What the JSON reporter of Vitest writes. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

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
  /** Failed, as it is known of this emulator: no failure of ours. By difference, with so many of its tests. */
  readonly known: ReadonlyMap<Difference, number>
  /** Known to fail there, and has passed: the list may be out of date. */
  readonly over: ReadonlyMap<Difference, number>
  /** Nothing run is no pass. */
  readonly isWell: boolean
}

interface Run {
  readonly report: Report | undefined
  readonly differences: readonly Difference[]
  /** What of the endpoints are emulators. */
  readonly emulators: ReadonlySet<keyof Named>
  /** Somebody has asked for some of the tests; the others are skipped for that. */
  readonly isPart?: boolean
}

/** What a run of the tests says. A file that did not load counts as a failure, and so does what a failed hook skipped. */
export function verdictOf({ report, differences, emulators, isPart = false }: Run): Verdict {
  const files = report?.testResults ?? []
  const tests = files.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ fullName, status, file: name })),
  )
  const titles = (...statuses: string[]) =>
    tests.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => fullName)
  const passed = titles('passed')
  const notLoaded = files
    .filter(
      ({ assertionResults, status }) =>
        status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
    )
    .map(({ name }) => `${name}: it did not load, or its hooks failed`)
  // In these nothing is skipped on purpose.
  const notReached = tests
    .filter(
      ({ file, status }) => !isPart && status === 'skipped' && /[\\/]test[\\/]endpoints[\\/]/.test(file),
    )
    .map(({ fullName }) => `${fullName}: it was not reached`)
  const differenceOf = (test: string) =>
    differences.find(({ of, tests: theirs }) => emulators.has(of) && theirs.includes(test))
  const byDifference = (all: readonly string[]) => {
    const counts = new Map<Difference, number>()
    for (const difference of all.map(differenceOf))
      if (difference) counts.set(difference, (counts.get(difference) ?? 0) + 1)
    return counts
  }
  const failed = [...titles('failed').filter((test) => !differenceOf(test)), ...notLoaded, ...notReached]
  return {
    passed: passed.length,
    failed,
    skipped: titles('skipped', 'pending', 'todo', 'disabled'),
    known: byDifference(titles('failed')),
    over: byDifference(passed),
    isWell: failed.length === 0 && passed.length > 0,
  }
}
