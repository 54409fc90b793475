/** What a bar is made of, from its foot. */
export interface Stacked<Id extends string> {
  readonly id: Id
  readonly from: number
  readonly to: number
}

/**
 * The parts of a bar one upon the other: what is positive above zero, what is negative, as a month in which more came
 * back than was spent, below.
 */
export function stacked<Id extends string>(
  parts: readonly Id[],
  values: Readonly<Partial<Record<Id, number>>>,
): readonly Stacked<Id>[] {
  let above = 0
  let below = 0
  return parts.flatMap((id) => {
    const value = values[id] ?? 0
    if (value === 0) return []
    const from = value > 0 ? above : below
    const to = from + value
    if (value > 0) above = to
    else below = to
    return [{ id, from, to }]
  })
}

const steps = [1, 2, 2.5, 5, 10]

/** Round numbers from at or below the least to at or above the most, zero among them; at most so many steps. */
export function scaleOf(least: number, most: number, stepsMax = 4): readonly number[] {
  const range = Math.max(most, 0) - Math.min(least, 0)
  if (range === 0) return [0]
  const raw = range / stepsMax
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = power * (steps.find((one) => one * power >= raw) ?? 10)
  const first = Math.floor(Math.min(least, 0) / step)
  const last = Math.ceil(Math.max(most, 0) / step)
  return Array.from({ length: last - first + 1 }, (_none, place) => (first + place) * step)
}

/** All months from one to the other, both included. */
export function monthsBetween(first: string, last: string): readonly string[] {
  const months: string[] = []
  for (let month = first; month <= last; month = monthAfter(month, 1)) months.push(month)
  return months
}

export function monthAfter(month: string, count: number): string {
  const date = new Date(`${month}-01T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + count)
  return date.toISOString().slice(0, 7)
}
