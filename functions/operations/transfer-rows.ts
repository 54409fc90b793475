import type { Operation } from '#core/documents.ts'
import { sentenceOf } from '../http/messages/words.ts'
import type { Result } from './result-shape.ts'
import { subjectView } from './view.ts'

type TransferOwnershipOperation = Extract<Operation, { readonly kind: 'transferOwnership' }>

/** What became of each subscription that somebody else was to get, as far as it was its turn. (R165) */
export function transferRows(
  { items, from, to }: TransferOwnershipOperation,
  wanted: string | undefined,
): Result[] {
  return items.flatMap(({ subscriptionId, productId, outcome, refusal }) => {
    if (outcome === 'toDo' || (wanted && outcome !== wanted)) return []
    const purchaser = { purchaserId: from.userId, purchaserName: from.displayName }
    return [
      {
        ...to,
        outcome,
        subscription: subjectView(subscriptionId, { id: subscriptionId, productId, ...purchaser }),
        ...(outcome === 'skipped' ? { reason: 'changedSince' as const } : {}),
        ...(refusal ? { error: { code: refusal.refused, message: sentenceOf(refusal, 'en') } } : {}),
      },
    ]
  })
}
