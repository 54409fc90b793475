import { refuse } from '../kernel/refusals.ts'
import type { Stored } from '../ports/documents.ts'
import { refuseJobOn, stale, takeControlFirst } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type JobRequest, type JobStart, newOperation, startWrites } from './start-job.ts'

/** Starts a cancel by the purchaser, or by an administrator after take-over. (R070, R108) */
export function startCancel(
  source: Stored<Subscription>,
  as: 'purchaser' | 'admin',
  request: JobRequest,
): JobStart {
  const control =
    as === 'admin'
      ? source.controlledBy
        ? undefined
        : takeControlFirst()
      : source.controlledBy
        ? refuse('UnderAdminControl', 'An administrator has taken control of this subscription.')
        : undefined
  const refusal = refuseJobOn(source) ?? control ?? stale(source, request.ifMatch)
  if (refusal) return refusal
  const operation = newOperation('cancel', source, request, source.seats.assigned, undefined, 0)
  return { operation, writes: startWrites(source, operation, 'subscription.cancelStarted') }
}
