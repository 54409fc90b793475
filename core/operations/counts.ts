import { documentId } from '../kernel/document-ids.ts'
import type { TenantId } from '../kernel/ids.ts'
import { type Day, dayOf } from '../kernel/time.ts'
import type { DocumentBase, Write } from '../ports/documents.ts'
import { type OperationBase, operationTtlSeconds } from './operation.ts'

export const unfinishedStates = ['NotStarted', 'Running', 'Paused'] as const
export type UnfinishedState = (typeof unfinishedStates)[number]

export const finishedStates = ['Succeeded', 'Failed', 'Canceled'] as const
export type FinishedState = (typeof finishedStates)[number]

/** The field that counts those of a state that wait for a person too. */
export const attentionFields = {
  NotStarted: 'attentionNotStarted',
  Running: 'attentionRunning',
  Paused: 'attentionPaused',
} as const satisfies Record<UnfinishedState, string>

/** How many operations of the organisation are in each unfinished state. */
export interface OperationCounts
  extends DocumentBase,
    Readonly<Record<UnfinishedState | (typeof attentionFields)[UnfinishedState], number>> {
  readonly type: 'operationCounts'
}

/** Id `finishedOperations:{day}`: how many ended on that day, and how. It goes when they do. */
export interface FinishedOperations extends DocumentBase, Readonly<Record<FinishedState, number>> {
  readonly type: 'finishedOperations'
  readonly day: Day
  readonly ttl: number
}

/**
 * What a change of an operation does to the counts; nothing where it stays in its state. It belongs in the batch of the
 * change, so that they are never behind: who looks at them reads no operation. (B17)
 */
export function countChange(before: OperationBase | undefined, after: OperationBase): readonly Write[] {
  const add: Partial<Record<keyof OperationCounts, number>> = {}
  for (const [fields, by] of [
    [before ? unfinishedFields(before) : [], -1],
    [unfinishedFields(after), 1],
  ] as const) {
    for (const field of fields) add[field] = (add[field] ?? 0) + by
  }
  const changed = Object.entries(add).filter(([, by]) => by !== 0)
  const { tenantId, completedAt } = after
  const ends = completedAt !== null && (before?.completedAt ?? null) === null
  return [
    ...(changed.length > 0
      ? [{ kind: 'count', document: noneUnfinished(tenantId), add: Object.fromEntries(changed) } as const]
      : []),
    ...(ends
      ? [
          {
            kind: 'count',
            document: noneFinished(tenantId, dayOf(completedAt)),
            add: { [after.state]: 1 },
          } as const,
        ]
      : []),
  ]
}

/** How many writes `countChange` gives at most. */
export const countWritesMax = 2

function unfinishedFields({ state, needsAttention }: OperationBase): readonly (keyof OperationCounts)[] {
  const unfinished = unfinishedStates.find((one) => one === state)
  if (!unfinished) return []
  return needsAttention ? [unfinished, attentionFields[unfinished]] : [unfinished]
}

function noneUnfinished(tenantId: TenantId): OperationCounts {
  return {
    type: 'operationCounts',
    id: documentId.operationCounts,
    tenantId,
    schemaVersion: 1,
    NotStarted: 0,
    Running: 0,
    Paused: 0,
    attentionNotStarted: 0,
    attentionRunning: 0,
    attentionPaused: 0,
  }
}

function noneFinished(tenantId: TenantId, day: Day): FinishedOperations {
  return {
    type: 'finishedOperations',
    id: documentId.finishedOperations(day),
    tenantId,
    schemaVersion: 1,
    day,
    Succeeded: 0,
    Failed: 0,
    Canceled: 0,
    ttl: operationTtlSeconds,
  }
}
