import type { Write } from '#core/ports/documents.ts'
import type { BulkEntry, BulkPart } from '#core/seats/bulk.ts'
import { committing, isStep, type Mutant, without } from '../planting.ts'

/** Known mistakes with lists of users: when they begin, in their steps, and in what these say of each entry. */
export const listMutants: readonly Mutant[] = [
  storedLate(),
  committing('nothing is held for a list', (commit, writes) =>
    commit(writes.filter((write) => !begins(writes, 'assignUsers') || !isSeats(write))),
  ),
  ofAssigning('what was held for those who need none stays held', (write) => {
    if (!isSeats(write) || write.kind !== 'patch' || !write.add) return write
    const given = write.add['seats.assigned'] ?? 0
    return { ...write, add: { ...write.add, 'seats.reserved': -given, 'seats.available': 0 } }
  }),
  ofAssigning('whoever holds a licence by then is told to have been given it', (write) =>
    withEntries(write, (entry) => (entry.is === 'alreadyHolding' ? { ...entry, is: 'succeeded' } : entry)),
  ),
  ofTakingBack('a licence of a list is taken back from whoever has lost it since', (write) =>
    isSeats(write) || (write.kind === 'patch' && write.set?.['seat']) ? unconditional(write) : write,
  ),
  ofTakingBack('nobody notes which list took a licence back', (write) => {
    const seat = write.kind === 'patch' ? write.set?.['seat'] : undefined
    if (write.kind !== 'patch' || typeof seat !== 'object' || seat === null) return write
    return { ...write, set: { ...write.set, seat: { ...seat, leftBy: null } } }
  }),
  ofTakingBack('whoever has lost the licence before is told to have lost it by the list', (write) =>
    withEntries(write, (entry) => (entry.is === 'leftBefore' ? { ...entry, is: 'succeeded' } : entry)),
  ),
  committing('a step does not say what became of its entries', (commit, writes) =>
    commit(writes.filter((write) => !(write.kind === 'replace' && isPart(write)))),
  ),
]

/** What is held back until the batch is stored that begins with it: the process may die in between. */
function storedLate(): Mutant {
  const kept: Write[][] = []
  return committing('a list is stored after the batch that begins with it', async (commit, writes) => {
    if (writes.every((write) => write.kind === 'create' && isPart(write))) {
      kept.push([...writes])
      return { committed: true, etags: writes.map(() => ''), requestUnits: 1 }
    }
    const done = await commit(writes)
    if (begins(writes, 'assignUsers') || begins(writes, 'unassignUsers'))
      for (const parts of kept.splice(0)) await commit(parts)
    return done
  })
}

function begins(writes: readonly Write[], kind: string): boolean {
  return writes.some(
    (write) =>
      write.kind === 'create' &&
      write.document.type === 'operation' &&
      (write.document as unknown as { readonly kind: string }).kind === kind,
  )
}

function isPart(write: Write): boolean {
  return 'document' in write && write.document.type === 'bulkPart'
}

function isOfList(writes: readonly Write[]): boolean {
  return writes.some(isPart)
}

function isSeats(write: Write): boolean {
  return write.kind === 'patch' && Object.keys(write.add ?? {}).some((field) => field.startsWith('seats.'))
}

function unconditional(write: Write): Write {
  return write.kind === 'patch' ? without(write, 'when', 'ifMatch') : write
}

function ofAssigning(name: string, change: (write: Write) => Write): Mutant {
  return inSteps(name, (writes) => writes.some(isHeld), change)
}

function ofTakingBack(name: string, change: (write: Write) => Write): Mutant {
  return inSteps(name, (writes) => !writes.some(isHeld), change)
}

/** Only steps of assigning touch what is held. */
function isHeld(write: Write): boolean {
  return write.kind === 'patch' && write.add?.['seats.reserved'] !== undefined
}

function inSteps(
  name: string,
  isOne: (writes: readonly Write[]) => boolean,
  change: (write: Write) => Write,
): Mutant {
  return committing(name, (commit, writes) =>
    commit(writes.some(isStep) && isOfList(writes) && isOne(writes) ? writes.map(change) : writes),
  )
}

function withEntries(write: Write, change: (entry: BulkEntry) => BulkEntry): Write {
  if (write.kind !== 'replace' || !isPart(write)) return write
  const part = write.document as unknown as BulkPart
  return { ...write, document: { ...part, entries: part.entries.map(change) } as BulkPart }
}
