import { changes } from '../kernel/changes.ts'
import type { Instant } from '../kernel/time.ts'
import type { Write } from '../ports/documents.ts'
import { type Delivery, type OperationBase, operationTtlSeconds } from './operation.ts'

/** The operation's own patch: nothing of the batch happens unless the sequence is still the one that was read. */
export function stepOf<O extends OperationBase>(before: O, after: O): Write {
  return {
    kind: 'patch',
    id: before.id,
    set: changes(before, after),
    when: [{ field: 'sequence', is: '=', value: before.sequence }],
  }
}

/** What every step of a worker changes. Whoever gets on needs nobody's attention any more. */
export function stepped<O extends OperationBase>(operation: O, worker: Delivery, at: Instant): O {
  return {
    ...operation,
    state: 'Running',
    sequence: operation.sequence + 1,
    lastStep: { by: worker.by, deliveryCount: worker.deliveryCount },
    error: null,
    needsAttention: false,
    updatedAt: at,
  }
}

export function ended<O extends OperationBase>(
  operation: O,
  state: 'Succeeded' | 'Failed' | 'Canceled',
  at: Instant,
): O {
  return { ...operation, state, needsAttention: false, completedAt: at, ttl: operationTtlSeconds }
}
