import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import differences from '#test/endpoints/differences.json' with { type: 'json' }
import { type Guest, guestAsEnvironment, newRun } from '#test/endpoints/guest.ts'
import { documentsHost } from '#test/endpoints/hosts/documents.ts'
import { filesHost } from '#test/endpoints/hosts/files.ts'
import type { Host } from '#test/endpoints/hosts/host.ts'
import { messagesHost } from '#test/endpoints/hosts/messages.ts'
import { endpointsNamedIn, type Named, toSet } from '#test/endpoints/named.ts'
import { onlyOnStandIns } from '#test/endpoints/only-on-stand-ins.ts'
import { removeLeftovers, runGuests } from '#test/endpoints/run-guests.ts'
import { type Difference, type Report, type Verdict, verdictOf } from '#test/endpoints/verdict.ts'
import { isWindows } from '#test/support/windows.ts'

/**
 * `npm run test:endpoints [-- --clean | --wait --wire VITEST…]`: the contract suites of documents, messages and files
 * against what the environment names. docs/endpoints.md says what that may be, and what of it has been seen to run.
 */
const args = process.argv.slice(2)
const [isCleaning, isWaiting, isWire] = ['--clean', '--wait', '--wire'].map((arg) => args.includes(arg))
const vitestArgs = args.filter((arg) => !['--clean', '--wait', '--wire'].includes(arg))
const tell = (line: string) => console.log(line)
const run = newRun(new Date(), randomBytes(4).toString('hex'))
const ended = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(signal))

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function main(): Promise<number> {
  const named = endpointsNamedIn(process.env)
  const hosts = hostsOf(named)
  for (const { what, where } of hosts) tell(`${what}: ${where}`)
  for (const [what, variables] of Object.entries(toSet))
    if (!(what in named)) tell(`${what}: not run, since no endpoint is named. Set ${variables}.`)
  if (hosts.length === 0) {
    console.error('Nothing was run, and that is no pass. docs/endpoints.md says how endpoints are named.')
    return 1
  }
  if (isWire) tellOfWire(named)
  if (isCleaning) return (await removeLeftovers(hosts, tell)) ? 0 : 1
  tell(`This run is ${run}.\n`)
  const test = (signal: AbortSignal) => testAs(guest(named), named, signal)
  const patienceMs = isWaiting ? 5 * 60_000 : 0
  const isWell = await runGuests({ hosts, run, test, tell, patienceMs, signal: ended.signal })
  return isWell ? 0 : 1
}

function hostsOf({ documents, messages, files }: Named): Host[] {
  return [
    ...(documents ? [documentsHost(documents)] : []),
    ...(messages ? [messagesHost(messages)] : []),
    ...(files ? [filesHost(files)] : []),
  ]
}

function guest({ documents, messages }: Named): Guest {
  const queuePrefix = messages?.isEmulator ? '' : `${run}-`
  return { run, database: documents?.database ?? run, container: run, queuePrefix }
}

/** Runs the tests in a process of their own and says what came of them. */
async function testAs(guest: Guest, named: Named, signal: AbortSignal): Promise<boolean> {
  const scratch = await mkdtemp(join(tmpdir(), 'seatwarden-endpoints-'))
  try {
    const file = join(scratch, 'report.json')
    const child = spawn(process.execPath, vitest(named, file), {
      stdio: 'inherit',
      env: { ...process.env, ...guestAsEnvironment(guest) },
      // A group of its own, so that its workers end with it: they would go on for a while, after everything was taken away.
      detached: !isWindows,
    })
    signal.addEventListener('abort', () => endGroup(child))
    await once(child, 'close')
    signal.throwIfAborted()
    const report = await readFile(file, 'utf8').then(
      (text) => JSON.parse(text) as Report,
      () => undefined,
    )
    const emulators = (Object.keys(named) as (keyof Named)[]).filter((what) => named[what]?.isEmulator)
    const verdict = verdictOf({
      report,
      differences: differences as Difference[],
      emulators: new Set(emulators),
      isPart: vitestArgs.length > 0,
    })
    say(verdict)
    return verdict.isWell
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** At once: whatever it made is taken away by its name. */
function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  process.kill(isWindows ? pid : -pid, 'SIGKILL')
}

/** The suites of the stand-ins' own protocols make databases and queues of their own, and need the right to. */
function wireSuites({ documents, messages }: Named): string[] {
  if (!isWire) return []
  const canManage = messages && !messages.isEmulator && 'connectionString' in messages
  return [
    ...(documents?.key ? ['test/contract/cosmos/'] : []),
    ...(canManage ? ['test/contract/service-bus/'] : []),
  ]
}

function tellOfWire(named: Named): void {
  const suites = wireSuites(named)
  if (!suites.includes('test/contract/cosmos/'))
    tell('--wire: the protocol of Cosmos DB is not tested, since that takes COSMOS_KEY.')
  if (!suites.includes('test/contract/service-bus/'))
    tell(
      '--wire: the protocol of Service Bus is not tested, since that takes a connection string of a namespace.',
    )
}

function vitest(named: Named, reportFile: string): string[] {
  const files = [
    ...Object.keys(named).map((what) => `test/endpoints/${what}.endpoint.test.ts`),
    ...wireSuites(named),
  ]
  return [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project=endpoints',
    ...(isWire ? ['--project=contract', '--testTimeout=300000', '--no-file-parallelism'] : []),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...vitestArgs,
    ...files,
  ]
}

function say({ passed, failed, known, over, skipped }: Verdict): void {
  for (const test of failed) tell(`Failed: ${test}`)
  for (const [{ what, sources, tests }, count] of known)
    tell(`Known of this emulator, ${count} of ${tests.length} tests: ${what} ${sources.join(' ')}`)
  for (const [{ what, tests }, count] of over)
    tell(
      `Known, and not seen in ${count} of ${tests.length} tests: ${what} (test/endpoints/differences.json)`,
    )
  // Whoever asks for some tests by name knows that the others are left out.
  if (vitestArgs.length === 0) for (const test of skipped) tell(`Skipped: ${test}`)
  for (const { file, what, why } of onlyOnStandIns)
    tell(`Only on stand-ins, by npm test: ${what} (${file}), since ${why}.`)
  tell(
    `${passed} passed, ${failed.length} failed, ${sum(known)} known differences, ${skipped.length} skipped\n`,
  )
  if (passed + failed.length + sum(known) === 0) tell('Nothing was run, and that is no pass.')
}

function sum(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((all, count) => all + count, 0)
}

function end(signal: NodeJS.Signals): void {
  if (ended.signal.aborted) {
    tell(`Ended at once: what ${run} made may still be there. "npm run test:endpoints" names it next time.`)
    process.exit(1)
  }
  tell(`${signal}: taking away what this run made. Once more ends it at once.`)
  ended.abort()
}
