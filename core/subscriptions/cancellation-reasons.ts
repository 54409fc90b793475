import type { Language } from '../kernel/language.ts'
import facts from './data/cancellation-reasons.json' with { type: 'json' }

export interface CancellationReason {
  readonly id: string
  readonly label: Readonly<Record<Language, string>>
}

/** Why a subscription may be cancelled: the list to choose from, in the order to show (R088, R109). */
export const cancellationReasons: readonly CancellationReason[] = facts.map(({ id, en, nl }) => ({
  id,
  label: { en, nl },
}))

export function isCancellationReason(id: string): boolean {
  return cancellationReasons.some((reason) => reason.id === id)
}

/** The reason in words; somebody's own words stand as they are. */
export function reasonLabel(reason: string, language: Language): string {
  return cancellationReasons.find(({ id }) => id === reason)?.label[language] ?? reason
}

/** As a cancel takes them. */
export const cancellationReasonIds = cancellationReasons.map(({ id }) => id) as [string, ...string[]]
