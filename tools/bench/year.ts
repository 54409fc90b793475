import { rmSync } from 'node:fs'
import {
  addDays,
  addMilliseconds,
  addMonths,
  type Day,
  dayOf,
  type Instant,
  startOfDay,
} from '#core/kernel/time.ts'
import type { Documents } from '#core/ports/documents.ts'
import { noticeDays } from '#core/subscriptions/term.ts'
import { type DueWork, dueWork } from '#local/system/due-work.ts'
import { type MovableClock, movableClock } from '#local/system/product-clock.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { type BenchSystem, newState, startBenchSystem } from './bench-system.ts'
import { digits, type Figure, median, spread, whole } from './figures.ts'
import { openStore } from './organisation.ts'
import { readStatistics, resetStatistics, type Spent, untilQuiet } from './statistics.ts'
import { endsFrom, onboardSubscribers, type Subscriber, spanDays, storeSubscriptions } from './subscribers.ts'
import { checkYear, putMailsAway } from './year-books.ts'

export interface YearOptions {
  readonly organisations: number
  readonly subscriptions: number
  /** How many are stored when the timer is measured last. */
  readonly mostStored: number
}

interface Playing {
  readonly system: BenchSystem
  readonly documents: Documents
  readonly clock: MovableClock
  readonly due: DueWork
}

/** What fell due in a step, and what it took until nothing was due any more. */
interface Step {
  readonly renewals: number
  readonly announcements: number
  readonly seconds: number
  readonly spent: Spent
}

/** What a year of renewals costs, and the timer that looks for them while there are none. */
export async function measureYear(
  { organisations, subscriptions, mostStored }: YearOptions,
  tell: (line: string) => void,
): Promise<Figure[]> {
  const state = newState()
  const { clock: clockFile } = stateFiles(state)
  const system = await startBenchSystem({
    state,
    settings: {
      THROTTLE_SHARE: '0',
      CLOCK_FILE: clockFile,
      'AzureWebJobs.send-email.Disabled': 'true',
      // As it is unless somebody says otherwise.
      WORK_SLICE_MS: '15000',
    },
  })
  const store = openStore(system)
  const due = dueWork(system.settings, system.ports)
  try {
    const { documents } = store
    const playing = { system, documents, clock: movableClock(clockFile), due }
    const subscribers = await onboardSubscribers(system, documents, organisations)
    const today = dayOf(playing.clock.now())
    const idle: Idle[] = []
    let stored = 0
    const storeUpTo = async (to: number, from: Day) => {
      await storeSubscriptions(documents, subscribers, { from: stored, to }, from)
      stored = to
    }
    for (const size of [10, 1_000, 10_000].filter((size) => size <= subscriptions)) {
      await storeUpTo(size, today)
      idle.push(await idleSweeps(playing, whole(size), tell))
    }
    await storeUpTo(subscriptions, today)
    const steps = await play(playing, subscribers, subscriptions, today, tell)
    await checkYear(system, documents, subscribers, subscriptions)
    idle.push(await idleSweeps(playing, `${whole(subscriptions)} after their year`, tell))
    if (mostStored > subscriptions) {
      await storeUpTo(mostStored, dayOf(playing.clock.now()))
      idle.push(await idleSweeps(playing, whole(mostStored), tell))
    }
    return [...figuresOf(steps, organisations, subscriptions), ...figuresOfIdle(idle)]
  } finally {
    await due.close()
    await store.close()
    await system.stop()
    rmSync(state, { recursive: true, force: true })
  }
}

async function play(
  playing: Playing,
  subscribers: readonly Subscriber[],
  subscriptions: number,
  today: Day,
  tell: (line: string) => void,
): Promise<readonly Step[]> {
  const { clock, documents } = playing
  const expected = expectedFrom(today, subscriptions)
  const steps: Step[] = []
  const end = addDays(today, 365)
  for (let from = today; from < end; ) {
    const next = addDays(from, spanDays)
    const to = next < end ? next : end
    clock.moveTo(addMilliseconds(startOfDay(to), 12 * 3_600_000))
    const step = { ...expected(from, to), ...(await settleDown(playing, clock.now())) }
    steps.push(step)
    for (const subscriber of subscribers) await putMailsAway(documents, subscriber)
    tell(
      `until ${to}: ${step.renewals} renewals, ${step.announcements} announcements, ${step.seconds.toFixed(2)} s, ${step.spent.requests} requests`,
    )
    from = to
  }
  return steps
}

/** How many renewals and announcements come after the one day up to the other one. */
function expectedFrom(today: Day, subscriptions: number) {
  const days = endsFrom(today)
  const ends = Array.from({ length: subscriptions }, (_, number) => days[number % days.length] as Day)
  const announced = (end: Day) => addDays(end, -noticeDays({ termMonths: 12 }))
  const announcements = ends.flatMap((end) => [announced(end), announced(addMonths(end, 12))])
  return (from: Day, to: Day) => {
    const isWithin = (day: Day) => from < day && day <= to
    return {
      renewals: ends.filter(isWithin).length,
      announcements: announcements.filter(isWithin).length,
    }
  }
}

/** Sweeps, and waits until nothing is due. */
async function settleDown(
  { system, due }: Playing,
  now: Instant,
): Promise<{ readonly seconds: number; readonly spent: Spent }> {
  await resetStatistics(system)
  const startedMs = performance.now()
  for (;;) {
    await due.sweep()
    const endedMs = await untilQuiet(system)
    const spent = await readStatistics(system)
    const seconds = (endedMs - startedMs) / 1_000
    if ((await due.countDue(now)) === 0) return { seconds, spent }
    if (seconds > 300) throw new Error(`After ${seconds} s there is still something due.`)
  }
}

interface Idle {
  readonly stored: string
  readonly requests: number
  readonly requestUnits: number
  readonly ms: readonly number[]
}

const idleSweepsEach = 11

/** What both timers take where nothing is due. */
async function idleSweeps(
  { system, due, clock }: Playing,
  stored: string,
  tell: (line: string) => void,
): Promise<Idle> {
  if ((await due.countDue(clock.now())) > 0) throw new Error('Something is due that should not be.')
  const sweeps: (Spent & { readonly ms: number })[] = []
  // The first finds cold processes.
  for (let sweep = -1; sweep < idleSweepsEach; sweep++) {
    await resetStatistics(system)
    const startedMs = performance.now()
    await due.sweep()
    const ms = (await untilQuiet(system)) - startedMs
    if (sweep >= 0) sweeps.push({ ...(await readStatistics(system)), ms })
  }
  const idle = {
    stored,
    requests: median(sweeps.map(({ requests }) => requests)),
    requestUnits: median(sweeps.map(({ requestUnits }) => requestUnits)),
    ms: sweeps.map(({ ms }) => ms),
  }
  tell(`nothing due, ${stored} stored: ${JSON.stringify(idle)}`)
  return idle
}

function figuresOf(steps: readonly Step[], organisations: number, subscriptions: number): Figure[] {
  // The cost of the one kind is seen where nothing of the other is due.
  const renewing = steps.filter(({ renewals, announcements }) => renewals > 0 && announcements === 0)
  const announcing = steps.filter(({ renewals, announcements }) => renewals === 0 && announcements > 0)
  const of = (what: 'renewals' | 'announcements', among: readonly Step[]) => ({
    perSecond: among.map((step) => step[what] / step.seconds),
    requests: among.map((step) => step.spent.requests / step[what]),
    units: among.map((step) => step.spent.requestUnits / step[what]),
  })
  const renewal = of('renewals', renewing)
  const announcement = of('announcements', announcing)
  return [
    {
      what: `Renewals a second, a year of ${whole(subscriptions)} subscriptions of ${organisations} organisations, ${spanDays} days a step`,
      ...spread(renewal.perSecond, whole),
    },
    {
      what: 'Storage requests a renewal, with all that finds it',
      ...spread(renewal.requests, digits(2)),
      target: '≤ 10',
      met: median(renewal.requests) <= 10,
    },
    { what: 'Request units a renewal (simulated)', ...spread(renewal.units, digits(1)) },
    { what: 'Announcements of a renewal a second', ...spread(announcement.perSecond, whole) },
    { what: 'Storage requests an announcement', ...spread(announcement.requests, digits(2)) },
    { what: 'Request units an announcement (simulated)', ...spread(announcement.units, digits(1)) },
    {
      what: 'Renewed, charged and invoiced exactly once, invoice numbers without gaps',
      figure: whole(subscriptions),
      target: whole(subscriptions),
      met: true,
    },
  ]
}

function figuresOfIdle(idle: readonly Idle[]): Figure[] {
  const sizes = idle.map(({ stored }) => stored).join(' / ')
  const grown = (what: string, values: readonly number[]): Figure => {
    const [smallest = 0] = values
    const ratio = Math.max(...values) / smallest
    return {
      what: `Growth of ${what} from the fewest to the most`,
      figure: `${ratio.toFixed(2)} ×`,
      target: '≤ 1.1 ×',
      met: ratio <= 1.1,
    }
  }
  const requests = idle.map((one) => one.requests)
  const units = idle.map((one) => one.requestUnits)
  const rest = idle.flatMap(({ ms }) => ms)
  return [
    {
      what: `Storage requests of a sweep that finds nothing due, ${sizes} subscriptions stored`,
      figure: requests.join(' / '),
    },
    grown('these requests', requests),
    {
      what: 'Request units of it (simulated)',
      figure: units.map(digits(2)).join(' / '),
    },
    grown('these units', units),
    {
      what: 'Time of it, with the store on this machine',
      figure: idle.map(({ ms }) => `${median(ms).toFixed(0)} ms`).join(' / '),
      range: `${Math.min(...rest).toFixed(0)} ms to ${Math.max(...rest).toFixed(0)} ms (${idleSweepsEach} each)`,
    },
  ]
}
