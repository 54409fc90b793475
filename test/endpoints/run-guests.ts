import { setTimeout as wait } from 'node:timers/promises'
import { beganAt } from './guest.ts'
import type { Host } from './hosts/host.ts'

export interface Plan {
  readonly hosts: readonly Host[]
  readonly run: string
  /** Runs the tests; tells whether they ended well. Ends early when the signal comes. */
  test(signal: AbortSignal): Promise<boolean>
  tell(line: string): void
  /** Somebody wants it to end: what was made is taken away all the same. */
  readonly signal: AbortSignal
  /** How long to wait for each host to answer at all. */
  readonly patienceMs?: number
  /** Between one try and the next. */
  readonly pauseMs?: number
}

/** Makes a place at every host, runs the tests, and takes the place away again, whatever happened. True: all is well. */
export async function runGuests(plan: Plan): Promise<boolean> {
  const { hosts, run, test, tell, signal } = plan
  const made: Host[] = []
  let isWell = false
  let at: Host | undefined
  try {
    for (const host of hosts) {
      at = host
      const why = await firstAnswer(host, plan)
      if (why !== undefined) throw new Error(why)
      await tellOfLeftovers(host, run, tell)
      signal.throwIfAborted()
      // A half of it may be there when it fails.
      made.push(host)
      await host.make(run)
    }
    at = undefined
    signal.throwIfAborted()
    isWell = await test(signal)
  } catch (error) {
    tell(signal.aborted ? 'Ended before all was tested.' : `${at ? `${at.what}: ` : ''}${messageOf(error)}`)
  }
  for (const host of made) isWell = (await removed(host, run, tell, plan.pauseMs)) && isWell
  return isWell && !signal.aborted
}

/** Takes away what earlier runs left, but for those that may be going on elsewhere. True: nothing is left. */
export async function removeLeftovers(
  hosts: readonly Host[],
  tell: (line: string) => void,
  now = new Date(),
): Promise<boolean> {
  let isWell = true
  for (const host of hosts) {
    const runs = await leftovers(host, tell)
    isWell &&= runs !== undefined
    for (const run of runs ?? []) {
      const isOver = now.getTime() - beganAt(run).getTime() > longestRunMs
      if (!isOver) tell(`${host.what}: ${run} began less than an hour ago, and may be going on: it stays.`)
      isWell = isOver && (await removed(host, run, tell)) && isWell
    }
  }
  return isWell
}

const longestRunMs = 60 * 60_000
const triesMax = 2

async function removed(
  host: Host,
  run: string,
  tell: (line: string) => void,
  pauseMs = 1_000,
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await host.remove(run)
      tell(`${host.what}: what ${run} made is gone again.`)
      return true
    } catch (error) {
      if (tries < triesMax) {
        await wait(pauseMs)
        continue
      }
      tell(
        `${host.what}: what ${run} made IS STILL THERE (${messageOf(error)}). To take it away:\n${host.removeByHand(run)}`,
      )
      return false
    }
  }
}

/** A container that has just been started takes its time until it answers. */
async function firstAnswer(
  host: Host,
  { run, signal, patienceMs = 0, pauseMs = 1_000 }: Plan,
): Promise<string | undefined> {
  const end = Date.now() + patienceMs
  for (;;) {
    signal.throwIfAborted()
    try {
      return await host.whyNot(run)
    } catch (error) {
      if (Date.now() > end) throw error
      await wait(pauseMs)
    }
  }
}

async function tellOfLeftovers(host: Host, run: string, tell: (line: string) => void): Promise<void> {
  const others = (await leftovers(host, tell))?.filter((other) => other !== run) ?? []
  for (const other of others)
    tell(
      `${host.what}: an earlier run left something behind: ${other}. "npm run test:endpoints -- --clean" takes it away.`,
    )
}

/** Not every emulator can list what it has. */
async function leftovers(host: Host, tell: (line: string) => void): Promise<readonly string[] | undefined> {
  try {
    return await host.leftBehind()
  } catch (error) {
    tell(`${host.what}: what earlier runs left there cannot be listed (${messageOf(error)}).`)
    return undefined
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
