import { type Instant, toMilliseconds } from '#core/kernel/time.ts'
import { machineClock } from '#infra/clock.ts'
import type { AppSettings } from './system/app-settings.ts'
import { dueWork } from './system/due-work.ts'
import type { Ports } from './system/ports.ts'
import { inWords, type MovableClock, movableClock } from './system/product-clock.ts'
import { showProgress } from './system/progress.ts'
import { requireReady } from './system/ready-file.ts'
import { type StateFiles, stateFiles, stateFolder } from './system/state-folder.ts'
import { readTimeRequest, type TimeRequest } from './system/time-request.ts'
import { daysAhead, travel } from './system/time-travel.ts'
import { readWhole } from './system/whole-file.ts'

/**
 * `npm run time [-- +400d | reset]`: shows the product's time, moves it forward by way of everything that falls due, or
 * puts it back. On one machine only: everything that must not jump stays on the machine's clock. (B26)
 */
const usage = `npm run time            shows the product's time
npm run time -- +400d   moves it forward, and lets everything happen that falls due on the way; +12h, +3mo and +1y too
npm run time -- reset   puts it back to this machine's time`

const request = readRequest()
try {
  const site = process.env['WEBSITE_SITE_NAME']
  if (site)
    throw new Error(`This is Azure (WEBSITE_SITE_NAME is ${site}): time is moved on one machine only.`)
  const state = stateFolder()
  const files = stateFiles(state)
  const clock = movableClock(files.clock)
  // Puts a damaged clock right, too, with which nothing starts.
  if (request.what === 'reset') reset(clock)
  else {
    requireReady(state)
    if (request.what === 'show') console.log(timeOf(clock))
    else await move(request.target, clock, files)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function readRequest(): TimeRequest {
  try {
    return readTimeRequest(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error(usage)
    return process.exit(2)
  }
}

function timeOf(clock: MovableClock): string {
  return `Seatwarden's time is ${clock.now()}, ${inWords(clock.offsetMs())} this machine's.`
}

function reset(clock: MovableClock): void {
  clock.reset()
  console.log(timeOf(clock))
  console.log('What was written in the future stays as it was written.')
}

async function move(targetOf: (from: Instant) => Instant, clock: MovableClock, files: StateFiles) {
  const startedMs = performance.now()
  const from = clock.now()
  const target = targetOf(from)
  const offsetMs = clock.offsetMs() + toMilliseconds(target) - toMilliseconds(from)
  const work = dueWork(readWhole<AppSettings>(files.settings) ?? {}, portsOf(files))
  try {
    const sentBefore = await work.mailsSent()
    const bar = showProgress('days', daysAhead(from, target), process.stderr)
    const { dueDates } = await travel(
      target,
      {
        ...work,
        ...clock,
        arrive: () => clock.setOffset(offsetMs),
        machineMs: () => performance.now(),
        sleep: (ms) => machineClock.sleep(ms),
      },
      (at) => bar.at(daysAhead(from, at)),
    ).finally(() => bar.end())
    const mails = Math.max(0, (await work.mailsSent()) - sentBefore)
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
    console.log(
      `From ${from} to ${clock.now()} in ${seconds} s: due dates met ${dueDates}, mails sent ${mails}.`,
    )
  } finally {
    await work.close()
  }
}

function portsOf({ ports: file }: StateFiles): Ports {
  const ports = readWhole<Ports>(file)
  if (ports) return ports
  throw new Error(`There is no ${file}: stop Seatwarden, and start it again with "npm start".`)
}
