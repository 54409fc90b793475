import { type Refusal, refuseStale } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import { type Changed, newOperation } from '../operations/operation.ts'
import type { Stored } from '../ports/documents.ts'
import {
  refuseAction,
  refusePreview,
  type Standing,
  type StandingRefusal,
} from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { AskedOfSupport, CancelOperation } from './operations.ts'
import { type Beginning, type JobRefusal, type JobRequest, type JobStart, startJob } from './start-job.ts'

/** Starts a cancel by the purchaser, or by an administrator after take-over. (R070, R108) */
export function startCancel(
  source: Stored<Subscription>,
  standing: Standing,
  request: CancelRequest,
): JobStart<CancelOperation> {
  return refuseCancel(source, standing, request) ?? cancelNow(source, request)
}

export type CancelRequest = JobRequest & {
  readonly feedback: string | null
  /** The plan that begins with it. */
  readonly beginning?: Beginning<CancelOperation>
}

export function refuseCancel(
  source: Stored<Subscription>,
  standing: Standing,
  { ifMatch }: Pick<JobRequest, 'ifMatch'>,
): Refusal<JobRefusal> | undefined {
  return refuseAction('cancel', source, standing) ?? refuseStale(source, ifMatch)
}

/** Starts a cancel by customer support, which an administrator asked to: in whoever's hands the subscription is. (R167) */
export function startCancelFor(
  source: Stored<Subscription>,
  request: Omit<JobRequest, 'ifMatch' | 'reason'> & { readonly asked: AskedOfSupport },
): JobStart<CancelOperation, StandingRefusal> {
  const refusal = refusePreview('cancel', source)
  return refusal ?? cancelNow(source, { ...request, reason: 'other', feedback: null })
}

type Asked = Omit<CancelRequest, 'ifMatch'> & { readonly asked?: AskedOfSupport }

function cancelNow(source: Stored<Subscription>, request: Asked): Changed<CancelOperation> {
  return startJob(source, cancelOf(source, request), 'subscription.cancelStarted', request)
}

/** The cancel as it is before the source is held for it. */
export function cancelOf(
  source: Subscription,
  request: Asked & { readonly startAt?: Instant },
): CancelOperation {
  const { reason, feedback, asked, operationId: id } = request
  const total = source.seats.assigned
  return {
    ...newOperation({ ...request, id, kind: 'cancel', subscription: source, total }),
    startedAt: source.seatSequence,
    switched: null,
    reason,
    feedback,
    ...(asked ? { asked } : {}),
  }
}
