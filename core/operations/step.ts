import { changes } from '../kernel/changes.ts'
import type { Json } from '../kernel/json.ts'
import type { Instant } from '../kernel/time.ts'
import type { Write } from '../ports/documents.ts'
import { countChange } from './counts.ts'
import { type Changed, type Delivery, type OperationBase, operationTtlSeconds } from './operation.ts'
import { withWorkingTime } from './working-time.ts'

/** The batch that an operation begins with: itself, what else it needs, and its place in the counts. */
export function begun<O extends OperationBase>(operation: O, more: readonly Write[]): Changed<O> {
  return {
    operation,
    writes: [{ kind: 'create', document: operation }, ...more, ...countChange(undefined, operation)],
  }
}

/**
 * The batch of every other change: first the operation's own patch, so that nothing of it happens unless the sequence is
 * still the one that was read; then what else changes, and last the counts.
 */
export function changedTo<O extends OperationBase>(
  before: O,
  after: O,
  more: readonly Write[] = [],
): Changed<O> {
  const operation = withWorkingTime(before, after)
  const [first = [], ...rest] = patches(Object.entries(changes(before, operation)))
  return {
    operation,
    writes: [
      {
        kind: 'patch',
        id: before.id,
        set: Object.fromEntries(first),
        when: [{ field: 'sequence', is: '=', value: before.sequence }],
      },
      ...more,
      ...rest.map((set): Write => ({ kind: 'patch', id: before.id, set: Object.fromEntries(set) })),
      ...countChange(before, operation),
    ],
  }
}

/** A patch takes ten fields; one that waited for a person and ends at once changes more. */
const fieldsPerPatch = 10

function patches(set: readonly [string, Json][]): readonly (readonly [string, Json][])[] {
  if (set.length <= fieldsPerPatch) return [set]
  return [set.slice(0, fieldsPerPatch), ...patches(set.slice(fieldsPerPatch))]
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
