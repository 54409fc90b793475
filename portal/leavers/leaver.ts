import type { Orphan } from './queries.ts'

/** Somebody who has left, and the products of what of theirs can be another person's. */
export interface Leaver {
  readonly id: string
  readonly displayName: string
  readonly products: readonly string[]
}

/** Whose subscriptions can be transferred all at once: of each, those that can be one by one. */
export function leaversOf(
  orphans: readonly Pick<Orphan, 'purchaser' | 'product' | 'actions'>[],
): readonly Leaver[] {
  const theirs = orphans.filter(({ actions }) => actions.includes('transferOwnership'))
  return [...Map.groupBy(theirs, ({ purchaser }) => purchaser.id)].map(([id, own]) => ({
    id,
    displayName: own[0]?.purchaser.displayName ?? '',
    products: own.map(({ product }) => product.displayName),
  }))
}
