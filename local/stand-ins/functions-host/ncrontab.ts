interface Field {
  readonly name: string
  readonly least: number
  readonly most: number
  readonly names?: readonly string[]
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const weekdays = 'sun mon tue wed thu fri sat'.split(' ')

const fields = [
  { name: 'second', least: 0, most: 59 },
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: months },
  { name: 'day of week', least: 0, most: 6, names: weekdays },
] as const satisfies readonly Field[]

/** The first occurrence strictly after a time, in UTC milliseconds; undefined when there is none. */
export type NextOccurrence = (afterMs: number) => number | undefined

/**
 * Reads `{second} {minute} {hour} {day} {month} {day of week}` with `*`, lists, ranges, steps and names. As in
 * NCRONTAB, and unlike cron, day and day of week must both match.
 */
export function parseNcrontab(text: string): NextOccurrence {
  const parts = text.trim().split(/\s+/)
  if (parts.length !== fields.length)
    throw new Error(
      `The schedule "${text}" must have six fields: ${fields.map(({ name }) => name).join(', ')}.`,
    )
  const [seconds, minutes, hours, days, monthsOfYear, daysOfWeek] = fields.map((field, index) =>
    parseField(parts[index] ?? '', field, text),
  ) as [Sorted, Sorted, Sorted, Sorted, Sorted, Sorted]

  const matchesDay = (date: Date) =>
    monthsOfYear.includes(date.getUTCMonth() + 1) &&
    days.includes(date.getUTCDate()) &&
    daysOfWeek.includes(date.getUTCDay())

  const next: NextOccurrence = (afterMs) => {
    const from = (Math.floor(afterMs / 1000) + 1) * 1000
    let dayMs = Math.floor(from / msOfDay) * msOfDay
    for (let tried = 0; tried < daysToTry; tried++, dayMs += msOfDay) {
      if (!matchesDay(new Date(dayMs))) continue
      const second = firstTime(Math.max(0, from - dayMs) / 1000, hours, minutes, seconds)
      if (second !== undefined) return dayMs + second * 1000
    }
    return undefined
  }
  if (next(0) === undefined) throw new Error(`The schedule "${text}" never occurs.`)
  return next
}

type Sorted = readonly number[]

const msOfDay = 86_400_000
// 29 February on a given weekday returns after 40 years at the latest.
const daysToTry = 366 * 41

/** The first second of the day, at or after the given one, that all three fields allow. */
function firstTime(least: number, hours: Sorted, minutes: Sorted, seconds: Sorted): number | undefined {
  for (const hour of hours) {
    if (hour * 3600 + 3599 < least) continue
    for (const minute of minutes) {
      if (hour * 3600 + minute * 60 + 59 < least) continue
      for (const second of seconds) {
        const time = hour * 3600 + minute * 60 + second
        if (time >= least) return time
      }
    }
  }
  return undefined
}

function parseField(text: string, field: Field, schedule: string): Sorted {
  const refuse = () =>
    new Error(`The schedule "${schedule}" has "${text}" for its ${field.name}, which is not served.`)
  const number = (part: string): number => {
    const index = field.names?.indexOf(part.toLowerCase()) ?? -1
    const value = index >= 0 ? index + field.least : /^\d+$/.test(part) ? Number(part) : Number.NaN
    if (!(value >= field.least && value <= field.most)) throw refuse()
    return value
  }
  const values = new Set<number>()
  for (const item of text.split(',')) {
    const match = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item)
    const [, start, end, step] = match ?? []
    if (start === undefined || (start === '*' && end !== undefined) || step === '0') throw refuse()
    const first = start === '*' ? field.least : number(start)
    // "5/15" runs from 5 to the field's end.
    const last = end !== undefined ? number(end) : start === '*' || step !== undefined ? field.most : first
    if (last < first) throw refuse()
    for (let value = first; value <= last; value += Number(step ?? 1)) values.add(value)
  }
  return [...values].sort((a, b) => a - b)
}
