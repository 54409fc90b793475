import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { filesLike, slashed } from '../rules/files.ts'
import type { TestResult } from '../rules/requirements.ts'

const folder = '.results'
const kept = `${folder}/tests.json`

interface KeptResults {
  /** When the first test began: what was written after that is not what was tested. */
  readonly since: number
  readonly results: readonly TestResult[]
}

/** What Vitest's JSON reporter says of each test; `pending`, `todo` and `disabled` are ways of being skipped. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Keeps the results of a run of all tests for `npm run requirements`. */
export function keepResults(since: number, reports: readonly VitestReport[]): void {
  const results = reports.flatMap(({ testResults }) =>
    testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(
        ({ status, fullName }): TestResult => ({
          file: slashed(relative(process.cwd(), name)),
          title: fullName,
          status: status === 'passed' || status === 'failed' ? status : 'skipped',
        }),
      ),
    ),
  )
  mkdirSync(folder, { recursive: true })
  writeFileSync(kept, JSON.stringify({ since, results } satisfies KeptResults))
}

/** The results of the last run of all tests; a sentence where there are none of what is here now. */
export function readResults(): readonly TestResult[] | string {
  let text: string
  try {
    text = readFileSync(kept, 'utf8')
  } catch {
    return 'There are no results yet: run npm test first.'
  }
  const { since, results }: KeptResults = JSON.parse(text)
  const sources = filesLike(['{core,functions,infra,local,test,tools}/**/*.{ts,json,grit}', '*.{ts,json}'])
  const newer = sources.find((path) => statSync(path).mtimeMs > since)
  return newer ? `${newer} was written after the last run of all tests: run npm test first.` : results
}
