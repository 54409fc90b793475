import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepResults } from './requirements/results.ts'
import { run } from './run.ts'

/**
 * `npm test`: every kind of proof, in the order of how fast each one answers; then the counts, and what was skipped
 * and why. Arguments go to vitest: `npm test -- test/unit`.
 */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message?: string
    readonly assertionResults: readonly {
      readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' | 'disabled'
      readonly fullName: string
    }[]
  }[]
}

// Whatever a test leaves behind, also one that was killed, goes with it.
const scratch = await mkdtemp(join(tmpdir(), 'seatwarden-tests-'))
const file = join(scratch, 'report.json')
const args = process.argv.slice(2)
const projects = ['unit', 'contract', 'simulation', 'e2e']
/** Nothing in it rests on the machine's clock: it may have every core. */
const onEveryCore = new Set(['unit', 'simulation'])
const counts = { passed: 0, failed: 0, skipped: 0 }
const skipped: string[] = []
const reports: Report[] = []
const since = Date.now()

for (const project of projects) {
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--passWithNoTests',
    ...(onEveryCore.has(project) ? ['--maxWorkers=100%'] : []),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  ]
  const ok = await run(`${project} tests`, vitest, { TMPDIR: scratch })
  const before = counts.failed
  const results = await report()
  if (results) reports.push(results)
  count(results)
  // A file that does not load has no test that failed.
  if (!ok && counts.failed === before) counts.failed += 1
}

await rm(scratch, { recursive: true, force: true })
if (args.length === 0) keepResults(since, reports)
if (skipped.length > 0) console.log(`Skipped:\n${skipped.map((name) => `- ${name}`).join('\n')}\n`)
if (counts.passed + counts.failed === 0) console.log('No test was run: the pattern matches none.')
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1)

async function report(): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Report
  } catch {
    return undefined
  } finally {
    await rm(file, { force: true })
  }
}

function count(results: Report | undefined): void {
  for (const { assertionResults } of results?.testResults ?? []) {
    for (const { status, fullName } of assertionResults) {
      if (status === 'passed') counts.passed += 1
      else if (status === 'failed') counts.failed += 1
      else {
        counts.skipped += 1
        skipped.push(fullName)
      }
    }
  }
}
