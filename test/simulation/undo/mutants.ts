import type { Write } from '#core/ports/documents.ts'
import type { UndoneUser, UndoPart } from '#core/take-over/undo-part.ts'
import { committing, type Mutant, type Patch, without } from '../planting.ts'

/** Known mistakes with undos: whom they give back, what they hold meanwhile, and what they say of each user. */
export const undoMutants: readonly Mutant[] = [
  inUndo('an undo of all does not look whether the target has changed', (write) =>
    isSeats(write) && write.set?.['lotStays'] ? without(write, 'when', 'ifMatch') : write,
  ),
  inSteps('a step of an undo gives licences without looking at the version of the source', (write) =>
    isSeats(write) ? without(write, 'when', 'ifMatch') : write,
  ),
  inSteps('a step of an undo takes the seat of whoever has changed since', (write) =>
    isSeats(write) || write.set?.['seat'] ? without(write, 'when', 'ifMatch') : write,
  ),
  committing('an undo does not mark what it undoes', (commit, writes) =>
    commit(writes.filter((write) => !(write.kind === 'patch' && write.set?.['undoneBy']))),
  ),
  committing('an undo that is given up keeps its mark', (commit, writes) =>
    commit(writes.filter((write) => !(write.kind === 'patch' && write.set?.['undoneBy'] === null))),
  ),
  committing('chosen users come back to no seats that are held for them', (commit, writes) =>
    commit(begins(writes) ? writes.filter((write) => !(write.kind === 'patch' && isSeats(write))) : writes),
  ),
  committing('a step of an undo does not say what became of its users', (commit, writes) =>
    commit(writes.filter((write) => !isPart(write))),
  ),
  committing('whoever is left alone is told to be back', (commit, writes) =>
    commit(
      writes.map((write) =>
        withUsers(write, ({ reason: _, ...user }) => ({ ...user, outcome: 'succeeded' })),
      ),
    ),
  ),
  committing('what chosen users come back from is let go with the first step', (commit, writes) =>
    commit(
      writes.map((write) =>
        isStepOfUndo(writes) && write.kind === 'patch' && isSeats(write) && holdsOperation(write)
          ? { ...write, set: { ...write.set, operationId: null } }
          : write,
      ),
    ),
  ),
]

function isSeats(write: Patch): boolean {
  return Object.keys(write.add ?? {}).some((field) => field.startsWith('seats.'))
}

function holdsOperation({ when = [] }: Patch): boolean {
  return when.some(
    (one) => 'field' in one && one.field === 'operationId' && one.is === '=' && one.value !== null,
  )
}

function isPart(write: Write): boolean {
  return write.kind === 'create' && write.document.type === 'undoPart'
}

function isStepOfUndo(writes: readonly Write[]): boolean {
  return writes.some(isPart)
}

function isOfUndo(writes: readonly Write[]): boolean {
  return (
    isStepOfUndo(writes) || writes.some((write) => write.kind === 'patch' && 'undoneAt' in (write.set ?? {}))
  )
}

function begins(writes: readonly Write[]): boolean {
  return writes.some(
    (write) =>
      write.kind === 'create' &&
      write.document.type === 'operation' &&
      (write.document as unknown as { readonly kind: string }).kind === 'undo',
  )
}

function inUndo(name: string, change: (write: Patch) => Patch): Mutant {
  return committing(name, (commit, writes) =>
    commit(
      isOfUndo(writes) ? writes.map((write) => (write.kind === 'patch' ? change(write) : write)) : writes,
    ),
  )
}

function inSteps(name: string, change: (write: Patch) => Patch): Mutant {
  return committing(name, (commit, writes) =>
    commit(
      isStepOfUndo(writes) ? writes.map((write) => (write.kind === 'patch' ? change(write) : write)) : writes,
    ),
  )
}

function withUsers(write: Write, change: (user: UndoneUser) => UndoneUser): Write {
  if (write.kind !== 'create' || !isPart(write)) return write
  const part = write.document as unknown as UndoPart
  return { ...write, document: { ...part, users: part.users.map(change) } as UndoPart }
}
