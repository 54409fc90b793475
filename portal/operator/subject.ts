import type { BoardOperation } from './queries.ts'

/** What an operation works on, in words; its id where an earlier release has begun it. */
export function subjectOf({
  subscription: { id, product, purchaser },
}: Pick<BoardOperation, 'subscription'>): string {
  return [product?.displayName ?? id, purchaser?.displayName].filter(Boolean).join(', ')
}
