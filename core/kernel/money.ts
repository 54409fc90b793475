import { type Language, locales } from './language.ts'

/** An amount in whole minor units (cents) of one currency (ISO 4217). */
export interface Money {
  readonly amount: number
  readonly currency: string
}

export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new Error(`Money counts whole minor units; got ${amount}.`)
  return { amount, currency }
}

/** Throws when the currencies differ: that is a mistake of ours, never of a caller. */
export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new Error(`Cannot add ${b.currency} to ${a.currency}.`)
  return money(a.amount + b.amount, a.currency)
}

export function times(price: Money, count: number): Money {
  return money(price.amount * count, price.currency)
}

/** Splits an amount by weights without losing or inventing a cent; the first parts get what is left over. */
export function allocate(total: Money, weights: readonly number[]): Money[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  if (sum <= 0) throw new Error('allocate needs at least one positive weight.')
  const parts = weights.map((weight) => Math.floor((total.amount * weight) / sum))
  let rest = total.amount - parts.reduce((a, b) => a + b, 0)
  return parts.map((part) => {
    const extra = rest > 0 ? 1 : 0
    rest -= extra
    return money(part + extra, total.currency)
  })
}

/** The amount written out for a reader: `€1,234.50`, or `€ 1.234,50` with a space at which no line breaks. */
export function amountWrittenOut({ amount, currency }: Money, language: Language): string {
  const format = formatOf(currency, language)
  const { maximumFractionDigits: minorDigits = 2 } = format.resolvedOptions()
  return format.format(amount / 10 ** minorDigits)
}

const formats = new Map<string, Intl.NumberFormat>()

/** A format costs far more to make than to use. */
function formatOf(currency: string, language: Language): Intl.NumberFormat {
  const key = `${language} ${currency}`
  const made = formats.get(key)
  if (made) return made
  const format = new Intl.NumberFormat(locales[language], { style: 'currency', currency })
  formats.set(key, format)
  return format
}
