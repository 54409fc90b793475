import { changes } from '../kernel/changes.ts'
import type { Write } from '../ports/documents.ts'
import type { Operation } from './operation.ts'

/** The operation's own patch: nothing of the batch happens unless the sequence is still the one that was read. */
export function stepOf(before: Operation, after: Operation): Write {
  return {
    kind: 'patch',
    id: before.id,
    set: changes(before, after),
    when: [{ field: 'sequence', is: '=', value: before.sequence }],
  }
}
