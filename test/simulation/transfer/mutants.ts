import type { Write } from '#core/ports/documents.ts'
import { committing, isStep, type Mutant, without, withoutVersion } from '../planting.ts'

/** Known mistakes where all that somebody bought is given to somebody else. */
export const transferMutants: readonly Mutant[] = [
  committing('a subscription is given away whatever has become of it', (commit, writes) =>
    commit(isGiving(writes) ? writes.map(withoutVersion) : writes),
  ),
  committing('a transfer is worked on by whoever comes, whatever its sequence', (commit, writes) =>
    commit(
      isOfTransfer(writes)
        ? writes.map((write) => (isStep(write) ? without(write, 'when') : withoutVersion(write)))
        : writes,
    ),
  ),
  committing('a subscription is given away and its results say nothing of it', (commit, writes) =>
    commit(
      isGiving(writes)
        ? writes.map((write) => {
            if (!isStep(write) || !write.set?.['items']) return write
            const { items: _, ...set } = write.set
            return { ...write, set }
          })
        : writes,
    ),
  ),
  committing(
    'who is given a subscription gets no mail after a second delivery',
    (commit, writes, { deliveryCount }) =>
      commit(
        deliveryCount > 1 && isGiving(writes)
          ? writes.filter((write) => !(write.kind === 'create' && write.document.type === 'mail'))
          : writes,
      ),
  ),
]

function isOfTransfer(writes: readonly Write[]): boolean {
  return writes.some((write) => isStep(write) && write.set?.['items'] !== undefined)
}

function isGiving(writes: readonly Write[]): boolean {
  return isOfTransfer(writes) && writes.some(({ kind }) => kind === 'replace')
}
