import { rmSync } from 'node:fs'
import { fromMilliseconds, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import { type Offset, readOffsetMs } from '#infra/clock.ts'
import { writeWhole } from './whole-file.ts'

/** The clock that the functions of this machine read, from the side of whoever moves it. */
export interface MovableClock {
  now(): Instant
  offsetMs(): number
  /** Neither moves it back: what is later than that stays. */
  moveTo(at: Instant): void
  setOffset(offsetMs: number): void
  /** Back to the machine's own time. */
  reset(): void
}

export function movableClock(file: string): MovableClock {
  const offsetMs = () => readOffsetMs(file)
  const setOffset = (wantedMs: number) => {
    const offset: Offset = { offsetMs: Math.max(offsetMs(), wantedMs) }
    writeWhole(file, offset)
  }
  return {
    offsetMs,
    now: () => fromMilliseconds(Date.now() + offsetMs()),
    moveTo: (at) => setOffset(toMilliseconds(at) - Date.now()),
    setOffset,
    reset: () => rmSync(file, { force: true }),
  }
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Such as `400 days ahead of`, `1 day and 12 hours ahead of`, `the same as`: whole hours, or what is left in seconds. */
export function inWords(offsetMs: number): string {
  const seconds = Math.round(Math.abs(offsetMs) / 1_000)
  if (seconds === 0) return 'the same as'
  const whole = seconds * 1_000
  const counts = [
    counted(Math.floor(whole / dayMs), 'day'),
    counted(Math.floor((whole % dayMs) / hourMs), 'hour'),
    counted(Math.floor((whole % hourMs) / 60_000), 'minute'),
    counted(seconds % 60, 'second'),
  ].filter((text) => text !== '')
  const last = counts.pop()
  const all = counts.length === 0 ? last : `${counts.join(', ')} and ${last}`
  return `${all} ${offsetMs > 0 ? 'ahead of' : 'behind'}`
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`
}
