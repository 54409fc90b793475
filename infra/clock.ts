import { readFileSync, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fromMilliseconds } from '#core/kernel/time.ts'
import type { Clock } from '#core/ports/clock.ts'

/** The time of this machine. */
export const machineClock: Clock = {
  now: () => fromMilliseconds(Date.now()),
  async sleep(ms) {
    await wait(ms)
  },
}

/**
 * The product's time: the machine's, moved by as much as the file says. Whoever writes the file moves all processes
 * that read it, at once. Without a file it is the machine's.
 */
export function productClock(file: string | undefined): Clock {
  if (file === undefined) return machineClock
  const offsetMs = offsetOf(file)
  return { ...machineClock, now: () => fromMilliseconds(Date.now() + offsetMs()) }
}

/** What the file of the clock holds: `{ "offsetMs": 34560000000 }`. */
export interface Offset {
  readonly offsetMs: number
}

/** Reads the file when there is another one in its place; 0 when there is none. */
function offsetOf(file: string): () => number {
  let seen = ''
  let offsetMs = 0
  return () => {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
    // Two of the same length may be written within one tick of the file system's clock: they are not the same file.
    const now = stats ? `${stats.ino} ${stats.mtimeNs} ${stats.size}` : ''
    if (now !== seen) {
      offsetMs = stats ? readOffsetMs(file) : 0
      seen = now
    }
    return offsetMs
  }
}

/** How far the product's time is moved, in milliseconds; 0 when there is no such file. */
export function readOffsetMs(file: string): number {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
  const offsetMs = offsetIn(text)
  if (offsetMs !== undefined) return offsetMs
  throw new Error(
    `The clock's file ${file} is damaged: expected { "offsetMs": a whole number of milliseconds }. "npm run time -- reset" puts the clock back.`,
  )
}

/** Undefined where it is something else. A thousand years are more than anybody needs, and all have four digits. */
function offsetIn(text: string): number | undefined {
  try {
    const { offsetMs } = JSON.parse(text) as Partial<Offset>
    return Number.isInteger(offsetMs) && Math.abs(Number(offsetMs)) <= offsetMsMax ? offsetMs : undefined
  } catch {
    return undefined
  }
}

export const offsetMsMax = 1_000 * 365 * 86_400_000
