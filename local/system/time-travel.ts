import { type Instant, toMilliseconds } from '#core/kernel/time.ts'

/** What a journey through time needs of the running product. */
export interface Surroundings {
  /** The product's time. */
  now(): Instant
  /** Moves the product's clock, never back. */
  moveTo(at: Instant): void
  /** The rest of the way: what the journey itself has taken is added to the target. */
  arrive(): void
  /** The earliest moment up to then at which something is to be done. */
  nextDue(until: Instant): Promise<Instant | undefined>
  /** How many things are to be done by now. */
  countDue(now: Instant): Promise<number>
  /** Asks the timers to run, without waiting for them. */
  sweep(): Promise<void>
  /** What is due, on its way or unsent; undefined when all is quiet. */
  unrest(now: Instant): Promise<Unrest | undefined>
  /** Milliseconds of a clock that nobody moves. */
  machineMs(): number
  sleep(ms: number): Promise<void>
}

export interface Unrest {
  /** Another text as soon as anything has got on. */
  readonly state: string
  /** What somebody who wonders is told about. */
  readonly example: string
}

export interface Travelled {
  readonly dueDates: number
}

/**
 * A charge whose answer was lost is settled a minute later, on the machine's clock: that is not standing still yet.
 */
export const patienceMs = 75_000
const betweenLooksMs = 25
const betweenSweepsMs = 500

/**
 * Moves the product's clock to the target by way of every moment at which something falls due, so that all of it
 * happens in order and at its time. Throws where something does not get on, and leaves the clock there.
 */
export async function travel(
  target: Instant,
  around: Surroundings,
  tell: (at: Instant) => void,
): Promise<Travelled> {
  let dueDates = 0
  for (;;) {
    const due = await around.nextDue(target)
    if (due === undefined) break
    around.moveTo(due)
    // The timers' own schedule may have been faster than this count.
    dueDates += Math.max(1, await around.countDue(around.now()))
    await rest(around)
    tell(due)
  }
  around.arrive()
  await rest(around)
  tell(target)
  return { dueDates }
}

/** Sweeps until there is nothing left to do at this moment. */
async function rest(around: Surroundings): Promise<void> {
  await around.sweep()
  let sweptMs = around.machineMs()
  let [state, changedMs] = ['', sweptMs]
  for (;;) {
    const unrest = await around.unrest(around.now())
    if (!unrest) return
    const nowMs = around.machineMs()
    if (unrest.state !== state) [state, changedMs] = [unrest.state, nowMs]
    if (nowMs - changedMs >= patienceMs) {
      throw new Error(
        `Nothing has changed for ${patienceMs / 1_000} seconds: ${unrest.example}. The clock stays where it is, at ${around.now()}.`,
      )
    }
    if (nowMs - sweptMs >= betweenSweepsMs) {
      await around.sweep()
      sweptMs = nowMs
    }
    await around.sleep(betweenLooksMs)
  }
}

/** Whole days from the one to the other, the last one begun among them. */
export function daysAhead(from: Instant, to: Instant): number {
  return Math.ceil((toMilliseconds(to) - toMilliseconds(from)) / 86_400_000)
}
