/** Days as whole numbers, counted anew here: what the product works out is held to it. */
export const dayMs = 86_400_000
export const hourMs = 3_600_000

/** The number of a day, or of the day of an instant. */
export function dayOf(text: string): number {
  return Date.parse(text.slice(0, 10)) / dayMs
}

export function textOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** So many months after the first day; the 31st becomes the last day of a shorter month. */
export function monthsAfter(first: number, months: number): number {
  const from = new Date(first * dayMs)
  const month = from.getUTCMonth() + months
  const last = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), last)) / dayMs
}
