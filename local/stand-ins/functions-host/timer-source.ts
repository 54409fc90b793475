import type { Invoke } from './invocation.ts'
import { type NextOccurrence, parseNcrontab } from './ncrontab.ts'
import { parseTimeSpan } from './time-span.ts'

export interface TimerSource {
  /** Fires once more, after whatever runs or waits to run; whoever asks again before that gets the same run. */
  runNow(): void
  /** Fires no more, and waits for a running invocation, but no longer than this. */
  stop(withinMs: number): Promise<void>
}

// setTimeout cannot wait longer than 24.8 days, and a shorter wait notices a changed clock.
const longestWaitMs = 3_600_000

/** A NCRONTAB expression, or a TimeSpan for an interval. */
export function parseSchedule(text: string): NextOccurrence {
  const intervalMs = parseTimeSpan(text)
  if (intervalMs === undefined) return parseNcrontab(text)
  if (intervalMs === 0) throw new Error(`The schedule "${text}" must be longer than nothing.`)
  return (afterMs) => afterMs + intervalMs
}

/**
 * Fires a function by its schedule, never while it still runs: occurrences that pass meanwhile are skipped. The
 * schedule's state lives in memory, so a time that passed while the process was down is not made up for.
 */
export function startTimer(
  schedule: NextOccurrence,
  options: { readonly runOnStartup: boolean; readonly useMonitor: boolean | undefined },
  invoke: Invoke,
): TimerSource {
  const startedMs = Date.now()
  const first = schedule(startedMs)
  const intervalMs = first === undefined ? 0 : (schedule(first) ?? first) - first
  const monitored = options.useMonitor ?? intervalMs >= 60_000
  let lastMs: number | undefined
  let timer: NodeJS.Timeout | undefined
  /** The last of the runs, each of which begins when the one before it has ended. */
  let running: Promise<void> = Promise.resolve()
  let waitsToRun = false
  let stopped = false

  const call = async (atMs: number): Promise<void> => {
    if (stopped) return
    const status = monitored ? statusAt(atMs) : null
    // A failure has been logged by the invocation; the next occurrence is the retry.
    await invoke({ input: { json: JSON.stringify(timerInfo(status)) } }).catch(() => {})
  }

  const fire = async (dueMs: number): Promise<void> => {
    await call(dueMs)
    lastMs = dueMs
  }

  const statusAt = (dueMs: number) => ({
    Last: new Date(lastMs ?? startedMs).toISOString(),
    Next: new Date(schedule(dueMs) ?? dueMs).toISOString(),
    LastUpdated: new Date(lastMs ?? startedMs).toISOString(),
  })

  const arm = () => {
    const dueMs = schedule(Date.now())
    if (stopped || dueMs === undefined) return
    sleepUntil(dueMs)
  }

  const sleepUntil = (dueMs: number) => {
    const leftMs = dueMs - Date.now()
    timer = setTimeout(
      () => {
        if (Date.now() < dueMs) return sleepUntil(dueMs)
        running = running.then(() => fire(dueMs)).then(arm)
      },
      Math.min(Math.max(leftMs, 0), longestWaitMs),
    )
  }

  if (options.runOnStartup) running = fire(startedMs).then(arm)
  else arm()

  return {
    runNow() {
      if (stopped || waitsToRun) return
      waitsToRun = true
      running = running.then(async () => {
        waitsToRun = false
        await call(Date.now())
      })
    },
    async stop(withinMs) {
      stopped = true
      clearTimeout(timer)
      const patience = new Promise((resolve) => setTimeout(resolve, withinMs).unref())
      await Promise.race([running, patience])
    },
  }
}

function timerInfo(status: Record<string, string> | null) {
  return { Schedule: { AdjustForDST: true }, ScheduleStatus: status, IsPastDue: false }
}
