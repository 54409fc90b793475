import type { Operation } from '#core/documents.ts'
import { sentenceOf } from '../http/messages/words.ts'
import type { IsWanted, Result } from './result-shape.ts'
import { subjectView } from './view.ts'

type TransferOwnershipOperation = Extract<Operation, { readonly kind: 'transferOwnership' }>

/** What became of each subscription that somebody else was to get, as far as it was its turn. (R165) */
export function transferRows({ items, from, to }: TransferOwnershipOperation, isWanted: IsWanted): Result[] {
  return items.flatMap(({ subscriptionId, productId, outcome, refusal }) => {
    if (outcome === 'toDo') return []
    const became = { outcome, ...(outcome === 'skipped' ? { reason: 'changedSince' as const } : {}) }
    if (!isWanted(became)) return []
    const purchaser = { purchaserId: from.userId, purchaserName: from.displayName }
    return [
      {
        ...to,
        ...became,
        subscription: subjectView(subscriptionId, { id: subscriptionId, productId, ...purchaser }),
        ...(refusal ? { error: { code: refusal.refused, message: sentenceOf(refusal, 'en') } } : {}),
      },
    ]
  })
}
