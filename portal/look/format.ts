import { useMemo } from 'react'
import { type Language, useLanguage } from './language.tsx'

/** As in the API: whole minor units. */
export interface Money {
  readonly amount: number
  readonly currency: string
}

/** How numbers, money, days and times read, in the person's language and their browser's region. */
export function useFormat(): Format {
  const { language } = useLanguage()
  return useMemo(() => known(localeOf(language, navigator.languages)), [language])
}

const formats = new Map<string, Format>()

/** Made once: a dozen formatters take a millisecond, and each row of a long list asks for them as it comes into sight. */
function known(locale: string): Format {
  const format = formats.get(locale) ?? formatIn(locale)
  formats.set(locale, format)
  return format
}

export type Format = ReturnType<typeof formatIn>

export function formatIn(locale: string, timeZone?: string) {
  const zone = timeZone === undefined ? {} : { timeZone }
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent' })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const month = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })
  const monthShort = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' })
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone })
  const inZone = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...zone,
  })
  const zoneName = new Intl.DateTimeFormat(locale, { timeZoneName: 'short', ...zone })
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', ...zone })
  const list = new Intl.ListFormat(locale)
  const countries = new Intl.DisplayNames(locale, { type: 'region' })
  return {
    locale,
    number: (value: number) => number.format(value),
    percent: (of100: number) => percent.format(of100 / 100),
    money: moneyIn(locale),
    /** For an axis: `€12K`. */
    moneyShort: moneyIn(locale, { notation: 'compact', maximumFractionDigits: 1 }),
    /** Of an axis, where the year is told by its neighbours. */
    monthShort: (text: string) => monthShort.format(new Date(`${text.slice(0, 7)}-01T00:00:00Z`)),
    /** A day, as `2026-11-22`, is the same day everywhere: no zone shifts it. */
    day: (text: string) => day.format(new Date(`${text.slice(0, 10)}T00:00:00Z`)),
    /** A month, as `2026-11`. */
    month: (text: string) => month.format(new Date(`${text.slice(0, 7)}-01T00:00:00Z`)),
    /** An instant, in the reader's own zone. */
    instant: (text: string) => instant.format(new Date(text)),
    /** The same, and which zone that is: for what is to happen then. */
    instantInZone: (text: string) => inZone.format(new Date(text)),
    /** What the reader's own zone is called, as it is then: of summer and of winter. */
    zone: (text: string) => {
      const ms = Date.parse(text)
      const parts = zoneName.formatToParts(Number.isNaN(ms) ? Date.now() : ms)
      const short = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
      const { timeZone: id } = zoneName.resolvedOptions()
      return id === short ? id : `${id} (${short})`
    },
    /** The time of day, to the second, for what changes while one looks. */
    clock: (ms: number) => clock.format(new Date(ms)),
    /** As it stands in logs, for the tooltip. */
    utc: (text: string) =>
      new Date(text)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC'),
    duration: (seconds: number) => durationIn(locale, seconds),
    /** A country of ISO 3166-1, as `NL`. */
    country: (code: string) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
    list: (texts: readonly string[]) => list.format(texts),
  }
}

/** A format costs far more to make than to use, and a list searches what thousands of cells say. */
function moneyIn(locale: string, short: Intl.NumberFormatOptions = {}): (money: Money) => string {
  const formats = new Map<string, { readonly format: Intl.NumberFormat; readonly unit: number }>()
  const formatOf = (currency: string) => {
    const made = formats.get(currency)
    if (made) return made
    const whole = new Intl.NumberFormat(locale, { style: 'currency', currency })
    const { maximumFractionDigits: minorDigits = 2 } = whole.resolvedOptions()
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...short })
    const known = { format, unit: 10 ** minorDigits }
    formats.set(currency, known)
    return known
  }
  return ({ amount, currency }) => {
    const { format, unit } = formatOf(currency)
    return format.format(amount / unit)
  }
}

function durationIn(locale: string, seconds: number): string {
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(
      Math.round(value),
    )
  if (seconds < 90) return unit(seconds, 'second')
  if (seconds < 90 * 60) return unit(seconds / 60, 'minute')
  if (seconds < 36 * 3_600) return unit(seconds / 3_600, 'hour')
  return unit(seconds / 86_400, 'day')
}

/** The browser's own region of the language, so that an English reader in Ireland gets Irish dates. */
export function localeOf(language: Language, tags: readonly string[]): string {
  return tags.find((tag) => tag.toLowerCase().startsWith(`${language}-`) && isLocale(tag)) ?? language
}

/** Some browsers name what is none, as `en-US@posix`. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
