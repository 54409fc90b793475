import { addMilliseconds, addMonths, dayOf, type Instant } from '#core/kernel/time.ts'

export type TimeRequest =
  | { readonly what: 'show' }
  | { readonly what: 'reset' }
  | { readonly what: 'move'; readonly target: (from: Instant) => Instant }

const hourMs = 3_600_000

/** So far at once, and how each is said. */
const mostAtOnce = { h: 87_600, d: 3_650, mo: 120, y: 10 } as const
type Unit = keyof typeof mostAtOnce

const targets: Readonly<Record<Unit, (from: Instant, count: number) => Instant>> = {
  h: (from, count) => addMilliseconds(from, count * hourMs),
  d: (from, count) => addMilliseconds(from, count * 24 * hourMs),
  mo: laterByMonths,
  y: (from, count) => laterByMonths(from, count * 12),
}

/** What `npm run time` is asked for. Throws what was expected and what was found. */
export function readTimeRequest(args: readonly string[]): TimeRequest {
  const [given, ...others] = args
  if (given === undefined) return { what: 'show' }
  if (others.length > 0) throw unexpected(args.join(' '))
  if (given === 'reset') return { what: 'reset' }
  const [, digits, unit] = /^\+([1-9]\d*)(h|d|mo|y)$/.exec(given) ?? []
  if (digits === undefined) throw unexpected(given)
  const [count, most] = [Number(digits), mostAtOnce[unit as Unit]]
  if (count > most) throw new Error(`Expected at most +${most}${unit} at once, found "${given}".`)
  return { what: 'move', target: (from) => targets[unit as Unit](from, count) }
}

function unexpected(found: string): Error {
  const forward = found.startsWith('-') ? ' The clock moves forward only; reset puts it back.' : ''
  return new Error(`Expected such as +400d, +12h, +3mo or +1y, or reset; found "${found}".${forward}`)
}

/** At the same time of the day. */
function laterByMonths(from: Instant, months: number): Instant {
  return `${addMonths(dayOf(from), months)}${from.slice(10)}` as Instant
}
