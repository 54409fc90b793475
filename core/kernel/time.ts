import { Temporal } from 'temporal-polyfill'
import { type Language, locales } from './language.ts'

declare const brand: unique symbol
/** A moment: RFC 3339 in UTC with milliseconds, always 24 characters, so that text order is time order. */
export type Instant = string & { readonly [brand]: 'instant' }
/** A calendar day in UTC, `2026-11-21`. */
export type Day = string & { readonly [brand]: 'day' }

const dayMs = 24 * 60 * 60_000

export function fromMilliseconds(sinceEpochMs: number): Instant {
  if (!Number.isInteger(sinceEpochMs))
    throw new RangeError(`${sinceEpochMs} is no whole number of milliseconds.`)
  // biome-ignore lint/style/noRestrictedGlobals: it reads no clock, and is six times as fast as the calendar.
  return new Date(sinceEpochMs).toISOString() as Instant
}

/** Of another form than ours as well, with a zone or more digits; throws where there is no such moment. */
export function toMilliseconds(at: Instant): number {
  // biome-ignore lint/style/noRestrictedGlobals: it reads no clock.
  const ms = Date.parse(at)
  // It takes the 30th of February for a day of March: what does not come back as it was is for the calendar to judge.
  if (Number.isInteger(ms) && fromMilliseconds(ms) === at) return ms
  return Temporal.Instant.from(at).epochMilliseconds
}

export function addMilliseconds(at: Instant, ms: number): Instant {
  return fromMilliseconds(toMilliseconds(at) + ms)
}

export function dayOf(at: Instant): Day {
  return at.slice(0, 10) as Day
}

/** The day that many months after the first one; the 31st becomes the last day of a shorter month. */
export function addMonths(first: Day, months: number): Day {
  return Temporal.PlainDate.from(first).add({ months }).toString() as Day
}

/** Whole days, by milliseconds: UTC knows no longer and no shorter days, and the calendar takes ten times as long. */
export function addDays(day: Day, days: number): Day {
  if (!Number.isInteger(days)) throw new RangeError(`${days} is no whole number of days.`)
  return dayOf(fromMilliseconds(asMilliseconds(day) + days * dayMs))
}

/** The first moment of the day, in UTC. */
export function startOfDay(day: Day): Instant {
  return `${day}T00:00:00.000Z` as Instant
}

/** Whole days from one day to another; negative when the second is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return (asMilliseconds(to) - asMilliseconds(from)) / dayMs
}

/** The day written out for a reader, `21 November 2026` or `21 november 2026`. */
export function writtenOut(day: Day, language: Language): string {
  return formatOf(language, { day: 'numeric', month: 'long', year: 'numeric' }).format(asMilliseconds(day))
}

/** The day in short, `21 Nov 2026` or `21 nov 2026`. */
export function shortlyWrittenOut(day: Day, language: Language): string {
  return Temporal.PlainDate.from(day).toLocaleString(locales[language], {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
}

/** The month of that day, `November 2026` or `november 2026`. */
export function monthWrittenOut(day: Day, language: Language): string {
  return formatOf(language, { month: 'long', year: 'numeric' }).format(asMilliseconds(day))
}

function asMilliseconds(day: Day): number {
  return toMilliseconds(startOfDay(day))
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** A format costs far more to make than to use. */
function formatOf(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${'day' in options ? 'day' : 'month'}`
  const made = formats.get(key)
  if (made) return made
  const format = new Intl.DateTimeFormat(locales[language], { ...options, timeZone: 'UTC' })
  formats.set(key, format)
  return format
}
