import { setTimeout as wait } from 'node:timers/promises'
import { beganAt } from '#test/endpoints/guest.ts'
import type { Host } from './host.ts'

export interface Plan {
  readonly hosts: readonly Host[]
  readonly run: string
  /** Runs the tests; tells whether they ended well. Ends early when the signal comes. */
  test(signal: AbortSignal): Promise<boolean>
  tell(line: string): void
  /** Somebody wants it to end: what was made is taken away all the same. */
  readonly signal: AbortSignal
}

/** Makes a place at every host, runs the tests, and takes the place away again, whatever happened. True: all is well. */
export async function runGuests({ hosts, run, test, tell, signal }: Plan): Promise<boolean> {
  const made: Host[] = []
  let isWell = false
  let at: Host | undefined
  try {
    await tellOfLeftovers(hosts, run, tell)
    for (const host of hosts) {
      signal.throwIfAborted()
      at = host
      const why = await host.whyNot(run)
      if (why !== undefined) throw new Error(why)
      // A half of it may be there when it fails.
      made.push(host)
      await host.make(run)
    }
    at = undefined
    isWell = await test(signal)
  } catch (error) {
    tell(signal.aborted ? 'Ended before all was tested.' : `${at ? `${at.what}: ` : ''}${messageOf(error)}`)
  }
  for (const host of made) isWell = (await removed(host, run, tell)) && isWell
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
const triesMax = 3

async function removed(host: Host, run: string, tell: (line: string) => void): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await host.remove(run)
      tell(`${host.what}: what ${run} made is gone again.`)
      return true
    } catch (error) {
      if (tries < triesMax) {
        await wait(1_000 * tries)
        continue
      }
      tell(
        `${host.what}: what ${run} made IS STILL THERE (${messageOf(error)}). To take it away:\n${host.removeByHand(run)}`,
      )
      return false
    }
  }
}

async function tellOfLeftovers(
  hosts: readonly Host[],
  run: string,
  tell: (line: string) => void,
): Promise<void> {
  for (const host of hosts) {
    const others = (await leftovers(host, tell))?.filter((other) => other !== run) ?? []
    for (const other of others)
      tell(
        `${host.what}: an earlier run left something behind: ${other}. "npm run test:endpoints -- --clean" takes it away.`,
      )
  }
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
