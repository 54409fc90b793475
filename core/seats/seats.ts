import type { Comparison } from '../ports/documents.ts'
import type { Seats } from '../subscriptions/subscription.ts'

/**
 * The arithmetic of seats, all of it: total = available + assigned + reserved before and after every change. A change
 * is what the four numbers go up or down by, so that it can be shown at once and stored as a patch that adds.
 */
export interface SeatChange {
  readonly total?: number
  readonly assigned?: number
  readonly reserved?: number
  readonly available?: number
}

/** So many people get a free seat. */
export function assigning(count: number): SeatChange {
  return { available: -count, assigned: count }
}

/** So many people lose theirs. */
export function unassigning(count: number): SeatChange {
  return { available: count, assigned: -count }
}

/** So many free seats are held back for people who are about to move here, or to get one. */
export function reserving(count: number): SeatChange {
  return { available: -count, reserved: count }
}

export function releasing(count: number): SeatChange {
  return { available: count, reserved: -count }
}

/** So many seats are bought, or given back when negative; both touch free ones only. */
export function adding(count: number): SeatChange {
  return { total: count, available: count }
}

export function both(one: SeatChange, other: SeatChange): SeatChange {
  const counts = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof Seats)[])
  return Object.fromEntries([...counts].map((count) => [count, (one[count] ?? 0) + (other[count] ?? 0)]))
}

export function changed(seats: Seats, by: SeatChange): Seats {
  return {
    total: seats.total + (by.total ?? 0),
    assigned: seats.assigned + (by.assigned ?? 0),
    reserved: seats.reserved + (by.reserved ?? 0),
    available: seats.available + (by.available ?? 0),
  }
}

/** The change as the `add` of a patch. */
export function asAdd(by: SeatChange): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(by).map(([name, count]) => [`seats.${name}`, count]))
}

/** The condition under which nothing goes below zero. */
export function enough(by: SeatChange): readonly Comparison[] {
  return Object.entries(by)
    .filter(([, count]) => count < 0)
    .map(([name, count]) => ({ field: `seats.${name}`, is: '>=', value: -count }))
}
