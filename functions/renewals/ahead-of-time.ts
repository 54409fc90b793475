import type { Operation } from '#core/documents.ts'
import type { OperationId, SubscriptionId, TenantId } from '#core/kernel/ids.ts'
import { isWaiting } from '#core/operations/operation.ts'
import { isDue } from '#core/operations/plan.ts'
import { type ConsolidateOperation, runningChild, sourcesAhead } from '#core/take-over/consolidate.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import type { Services } from '../jobs/job.ts'

/**
 * The subscriptions that are about to be taken over: a plan whose time has come has not begun, or a consolidation has
 * not got there. They go before what time brings, so that what ends with its term is not charged for another. (B11)
 */
export async function aheadOfTime(
  { documents, clock }: Pick<Services, 'documents' | 'clock'>,
  tenantId: TenantId,
): Promise<ReadonlySet<SubscriptionId>> {
  const now = clock.now()
  const where = [
    { field: 'type', is: '=', value: 'operation' },
    { field: 'state', is: 'in', values: ['NotStarted', 'Running'] },
    { field: 'needsAttention', is: '=', value: false },
    {
      anyOf: [
        { field: 'startAt', is: '<=', value: now },
        { field: 'kind', is: '=', value: 'consolidate' },
      ],
    },
  ] as const
  const ahead = new Set<SubscriptionId>()
  const consolidations: ConsolidateOperation[] = []
  for await (const page of documents.pages<Operation>(tenantId, { where }, 100)) {
    for (const operation of page.items) {
      const begins = isDue(operation, now)
      if (operation.kind !== 'consolidate') {
        if (begins) ahead.add(operation.subscriptionId)
      } else if (begins || !isWaiting(operation)) consolidations.push(operation)
    }
  }
  const standing = await thoseThatStand(documents, tenantId, consolidations)
  for (const operation of consolidations) {
    if (standing.has(operation.id)) continue
    for (const id of sourcesAhead(operation)) ahead.add(id)
  }
  return ahead
}

/** Whose move was paused by itself, or waits for a person: their other sources would have their licences for nothing. */
async function thoseThatStand(
  documents: Services['documents'],
  tenantId: TenantId,
  consolidations: readonly ConsolidateOperation[],
): Promise<ReadonlySet<OperationId>> {
  const moves = consolidations.flatMap((operation) => runningChild(operation) ?? [])
  if (moves.length === 0) return new Set()
  const read = await documents.readTogether<MoveUsersOperation[]>(tenantId, moves)
  return new Set(
    read.flatMap((move) =>
      move?.parentId && (move.state === 'Paused' || move.needsAttention) ? [move.parentId] : [],
    ),
  )
}
