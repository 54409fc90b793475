import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compileCache } from '#local/system/processes.ts'
import { notOnWindows } from '#test/not-on-windows.ts'
import { browserHere } from '#test/support/browser/chromium.ts'
import { isWindows } from '#test/support/windows.ts'
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
const args = process.argv.slice(2)
/** Those in one line go side by side: they wait for systems, and for time to pass, more than they compute. */
const steps = [['unit'], ['contract'], ['simulation'], ['e2e', 'system', 'silence', 'portal'], ['upgrade']]
const cores = availableParallelism()
/** How many files at once, where it is not as many as vitest says, which leaves one core free. */
const workers: Readonly<Record<string, number>> = {
  // Nothing in them rests on the machine's clock: they may have every core.
  unit: cores,
  simulation: cores,
  // They wait for half of their time.
  contract: Math.max(2, cores - 1),
}
const counts = { passed: 0, failed: 0, skipped: 0 }
const skipped: string[] = []
const reports: Report[] = []
const since = Date.now()

/** One build for all who run on one; who asks for some tests only may need none. */
const built = args.length === 0 ? join(scratch, 'built') : undefined

for (const step of steps) {
  if (built !== undefined && step.includes('e2e'))
    await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'build.ts'), '--out', built])
  let before: Promise<void> | undefined
  await Promise.all(
    step.map((project) => {
      before = test(project, before)
      return before
    }),
  )
}

await rm(scratch, { recursive: true, force: true })
if (args.length === 0) keepResults(since, reports)
if (isWindows)
  console.log(
    `Not run, since Windows has no SIGSTOP:\n${notOnWindows.map((file) => `- ${file}`).join('\n')}\n`,
  )
if (skipped.length > 0) console.log(`Skipped:\n${skipped.map((name) => `- ${name}`).join('\n')}\n`)
if (counts.passed + counts.failed === 0) console.log('No test was run: the pattern matches none.')
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1)

/** Runs the tests of one project and counts them; shows them when those before it have been shown. */
async function test(project: string, turn: Promise<void> | undefined): Promise<void> {
  if (project === 'portal' && !(await hasBrowser())) return
  const file = join(scratch, `${project}.json`)
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--passWithNoTests',
    ...(workers[project] === undefined ? [] : [`--maxWorkers=${workers[project]}`]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  ]
  const settings = {
    // By either name a system may have for it.
    TMPDIR: scratch,
    TEMP: scratch,
    TMP: scratch,
    // Hundreds of processes are started, of the same few programs.
    NODE_COMPILE_CACHE: compileCache,
    ...(built === undefined ? {} : { SEATWARDEN_TEST_BUILD: built }),
  }
  const ok = await run(`${project} tests`, vitest, settings, { turn })
  const before = counts.failed
  const results = await report(file)
  if (results) reports.push(results)
  count(results)
  // A file that does not load has no test that failed.
  if (!ok && counts.failed === before) counts.failed += 1
}

/** Without one the portal's tests count as one that was skipped, with the reason. */
async function hasBrowser(): Promise<boolean> {
  const here = await browserHere()
  if ('used' in here) {
    console.log(`The portal is tried out in ${here.used}.`)
    return true
  }
  counts.skipped += 1
  skipped.push(`the portal in a browser: ${here.lack}`)
  return false
}

async function report(file: string): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Report
  } catch {
    return undefined
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
