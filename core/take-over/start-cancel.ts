import { refuseStale } from '../kernel/refusals.ts'
import { newOperation } from '../operations/operation.ts'
import type { Stored } from '../ports/documents.ts'
import { refuseAction, type Standing } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { CancelOperation } from './operations.ts'
import { type JobRequest, type JobStart, startJob } from './start-job.ts'

/** Starts a cancel by the purchaser, or by an administrator after take-over. (R070, R108) */
export function startCancel(
  source: Stored<Subscription>,
  standing: Standing,
  request: JobRequest & { readonly feedback: string | null },
): JobStart<CancelOperation> {
  const refusal = refuseAction('cancel', source, standing) ?? refuseStale(source, request.ifMatch)
  if (refusal) return refusal
  const { reason, feedback, operationId: id } = request
  const total = source.seats.assigned
  const operation: CancelOperation = {
    ...newOperation({ ...request, id, kind: 'cancel', subscription: source, total }),
    startedAt: source.seatSequence,
    switched: null,
    reason,
    feedback,
  }
  return startJob(source, operation, 'subscription.cancelStarted')
}
