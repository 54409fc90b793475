/** When something is to begin: now, at a day and time, or at the end of the term. (B11) */
export interface When {
  readonly kind: 'now' | 'moment' | 'endOfTerm'
  /** The day and time as a field has it, in the reader's own zone: `2026-11-23T08:00`. */
  readonly local?: string | undefined
}

export const now: When = { kind: 'now' }

/** What the API is asked: nothing for now, the end of the term by its name, or an instant. */
export function startAtOf({ kind, local }: When): string | undefined {
  if (kind === 'now') return undefined
  return kind === 'endOfTerm' ? kind : instantOf(local)
}

/** Whether it says a time, and one that is still to come. */
export function isToCome({ kind, local }: When, atMs: number): boolean {
  if (kind !== 'moment') return true
  const instant = instantOf(local)
  return instant !== undefined && Date.parse(instant) > atMs
}

/** As a field has it, of an instant. */
export function localOf(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** A time that most mean who want it later: the next day, when people come to work. */
export function tomorrowMorning(today: Date): string {
  return localOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1, 8))
}

function instantOf(local: string | undefined): string | undefined {
  const ms = Date.parse(local ?? '')
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
