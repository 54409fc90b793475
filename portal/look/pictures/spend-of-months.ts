import type { components } from '../../api/schema.d.ts'
import { monthAfter, monthsBetween } from './stack.ts'

type Spend = components['schemas']['Spend']

export type SpendChannel = 'selfService' | 'central'

/** In minor units of the currency. */
export type SpendOfMonth = Readonly<Partial<Record<SpendChannel, number>>>

/** What one picture shows: sums of different currencies make no sum. */
export interface SpendPicture {
  readonly currency: string
  readonly months: readonly string[]
  readonly spend: ReadonlyMap<string, SpendOfMonth>
  /** In minor units, tax included. */
  readonly total: number
}

const monthsShown = 12

/**
 * One picture a currency, the one of which most was spent first. All months are there, also those in which nothing was
 * invoiced; without bounds the twelve up to this month, or to the last that the API knows of, should its clock be ahead.
 */
export function picturesOf(
  rows: readonly Spend[],
  now: Date,
  bounds: { readonly from?: string | undefined; readonly to?: string | undefined } = {},
): readonly SpendPicture[] {
  const known = rows.flatMap(({ month }) => month ?? [])
  const last = bounds.to ?? [now.toISOString().slice(0, 7), ...known].reduce(later)
  const months = monthsBetween(bounds.from ?? monthAfter(last, 1 - monthsShown), last)
  const byCurrency = Map.groupBy(rows, ({ total }) => total.currency)
  return [...byCurrency]
    .map(([currency, ofCurrency]) => {
      const spend = new Map<string, SpendOfMonth>()
      for (const { month, channel, total } of ofCurrency) {
        if (month === undefined || channel === undefined) continue
        const before = spend.get(month) ?? {}
        spend.set(month, { ...before, [channel]: (before[channel] ?? 0) + total.amount })
      }
      return { currency, months, spend, total: ofCurrency.reduce((sum, { total }) => sum + total.amount, 0) }
    })
    .toSorted((one, other) => other.total - one.total)
}

function later(one: string, other: string): string {
  return one > other ? one : other
}
