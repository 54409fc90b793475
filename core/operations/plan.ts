import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import { addMilliseconds, type Instant, startOfDay } from '../kernel/time.ts'
import type { Terms } from '../subscriptions/term.ts'
import { auditIdOfCommand } from './commands.ts'
import { type Changed, type Delivery, isWaiting, type OperationBase } from './operation.ts'
import { changedTo, stepped } from './step.ts'

/**
 * Work that was asked for a time. Until then the operation is a plan: it waits in the state NotStarted, holds nothing,
 * and can be changed and revoked. At its time the decision is taken that would have been taken at once, on what there is
 * then; see docs/decisions/028-plans-and-parents.md. (B11)
 */

/** A moment, or the end of the term that runs: the moment from which the next one would be charged. */
export type When = Instant | 'endOfTerm'

/** Of several subscriptions the end of the term that ends first, so that none of them is renewed before. */
export function momentOf(when: When, subscriptions: readonly Pick<Terms, 'expirationDate'>[]): Instant {
  if (when !== 'endOfTerm') return when
  const [first] = subscriptions.map(({ expirationDate }) => expirationDate).toSorted()
  if (!first) throw new Error('The end of a term needs a subscription.')
  return startOfDay(first)
}

const daysAheadMax = 730

/** It must lie ahead, and not so far that it can only be a slip; the end of a term may. */
export function refuseMoment(
  startAt: Instant,
  when: When,
  now: Instant,
): Refusal<'InvalidRequest'> | undefined {
  const latest = addMilliseconds(now, daysAheadMax * 24 * 3_600_000)
  if (startAt > now && (when === 'endOfTerm' || startAt <= latest)) return undefined
  const problem = { target: 'startAt', is: 'withinTwoYears' } as const
  return refuse('InvalidRequest', { problems: [problem] }, { target: 'startAt' })
}

/** Whether it may begin by that clock. */
export function isDue(operation: OperationBase, now: Instant): boolean {
  const { state, startAt } = operation
  return isWaiting(operation) && state === 'NotStarted' && startAt !== undefined && startAt <= now
}

/** Another time for what has not begun. */
export function reschedule<O extends OperationBase>(
  operation: O,
  {
    when,
    startAt,
    by,
    at,
  }: { readonly when: When; readonly startAt: Instant; readonly by: Actor; readonly at: Instant },
): Refusal<'OperationFinished' | 'OperationInProgress' | 'InvalidRequest'> | Changed<O> {
  if (operation.completedAt !== null) return refuse('OperationFinished', { state: operation.state })
  if (!isWaiting(operation)) return refuse('OperationInProgress', { operationId: operation.id })
  const refused = refuseMoment(startAt, when, at)
  if (refused) return refused
  if (operation.startAt === startAt) return { operation, writes: [] }
  const after: O = { ...operation, startAt, sequence: operation.sequence + 1, updatedAt: at }
  return changedTo(operation, after, [
    {
      kind: 'create',
      document: auditEntry(auditIdOfCommand(after), 'operation.rescheduled', by, at, {
        subscription: { tenantId: operation.tenantId, id: operation.subscriptionId },
        operationId: operation.id,
        facts: { startAt },
      }),
    },
  ])
}

/** The plan as what has been decided now, begun by that worker. */
export function begunFrom<O extends OperationBase>(plan: O, decided: O, worker: Delivery, at: Instant): O {
  const { createdAt, sequence, work } = plan
  return { ...stepped({ ...plan, ...decided, createdAt, sequence, work }, worker, at), begunAt: at }
}
