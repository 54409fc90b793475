import { refuseStale } from '../kernel/refusals.ts'
import { newOperation } from '../operations/operation.ts'
import type { Stored } from '../ports/documents.ts'
import {
  refuseAction,
  refusePreview,
  type Standing,
  type StandingRefusal,
} from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { AskedOfSupport, CancelOperation } from './operations.ts'
import { type JobRequest, type JobStart, startJob } from './start-job.ts'

/** Starts a cancel by the purchaser, or by an administrator after take-over. (R070, R108) */
export function startCancel(
  source: Stored<Subscription>,
  standing: Standing,
  request: JobRequest & { readonly feedback: string | null },
): JobStart<CancelOperation> {
  const refusal = refuseAction('cancel', source, standing) ?? refuseStale(source, request.ifMatch)
  return refusal ?? cancelOf(source, request)
}

/** Starts a cancel by customer support, which an administrator asked to: in whoever's hands the subscription is. (R167) */
export function startCancelFor(
  source: Stored<Subscription>,
  request: Omit<JobRequest, 'ifMatch' | 'reason'> & { readonly asked: AskedOfSupport },
): JobStart<CancelOperation, StandingRefusal> {
  const refusal = refusePreview('cancel', source)
  return refusal ?? cancelOf(source, { ...request, reason: 'other', feedback: null })
}

function cancelOf(
  source: Stored<Subscription>,
  request: Omit<JobRequest, 'ifMatch'> & {
    readonly feedback: string | null
    readonly asked?: AskedOfSupport
  },
) {
  const { reason, feedback, asked, operationId: id } = request
  const total = source.seats.assigned
  const operation: CancelOperation = {
    ...newOperation({ ...request, id, kind: 'cancel', subscription: source, total }),
    startedAt: source.seatSequence,
    switched: null,
    reason,
    feedback,
    ...(asked ? { asked } : {}),
  }
  return startJob(source, operation, 'subscription.cancelStarted')
}
