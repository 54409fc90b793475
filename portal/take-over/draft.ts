import { useCallback, useState } from 'react'
import type { Listed } from '../look/people-list.tsx'
import { isToCome, now, type When } from '../look/when.ts'

/** What was chosen so far: kept over reloads of this tab, since a list of users is long work. */
export interface Draft {
  readonly targetId?: string | undefined
  readonly who: 'all' | 'some'
  readonly chosen: readonly Listed[]
  readonly when: When
  readonly reason?: string | undefined
  readonly feedback?: string | undefined
}

const nothing: Draft = { who: 'all', chosen: [], when: now }
const keyOf = (subscriptionId: string) => `take-over:${subscriptionId}`

export function useDraft(subscriptionId: string) {
  const [draft, setDraft] = useState<Draft>(() => read(subscriptionId))
  const change = useCallback(
    (changes: Partial<Draft>) =>
      setDraft((before) => {
        const after = { ...before, ...changes }
        keep(subscriptionId, after)
        return after
      }),
    [subscriptionId],
  )
  return { draft, change }
}

/** Whether it says where they move, who, and a time to come where it is not now: no time may not mean now. */
export function isChosen({ targetId, who, chosen, when }: Draft): boolean {
  return targetId !== undefined && (who === 'all' || chosen.length > 0) && isToCome(when, Date.now())
}

export function forgetDraft(subscriptionId: string): void {
  sessionStorage.removeItem(keyOf(subscriptionId))
}

function read(subscriptionId: string): Draft {
  const kept = sessionStorage.getItem(keyOf(subscriptionId))
  return kept === null ? nothing : { ...nothing, ...(JSON.parse(kept) as Draft) }
}

function keep(subscriptionId: string, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(subscriptionId), JSON.stringify(draft))
  } catch {
    // Too long for this browser: it lasts until the next reload.
  }
}
