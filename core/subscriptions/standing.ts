import type { OperationId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Stored } from '../ports/documents.ts'
import type { JobRefusal } from '../take-over/start-job.ts'
import type { Subscription } from './subscription.ts'

export function refuseJobOn(source: Subscription): Refusal<JobRefusal> | undefined {
  if (source.state === 'deleted') return deleted(source)
  if (source.channel !== 'selfService') return notSelfService(source)
  if (source.operationId) return inProgress(source.operationId)
  if (source.seats.reserved > 0) {
    return refuse(
      'OperationInProgress',
      'Users are being moved into this subscription: wait until that ends.',
    )
  }
  return undefined
}

export function deleted(subscription: Subscription & { state: 'deleted' }) {
  return refuse('SubscriptionDeleted', `The subscription was deleted on ${subscription.deletedAt}.`)
}

export function inProgress(operationId: OperationId) {
  return refuse('OperationInProgress', `Operation ${operationId} is running on this subscription.`, {
    facts: { operationId },
  })
}

export function notSelfService(subscription: Subscription) {
  return refuse(
    'NotSelfService',
    `Only a self-service subscription can be taken over; this one is ${subscription.channel}.`,
  )
}

export function takeControlFirst() {
  return refuse('TakeControlRequired', 'An administrator has to take control of the subscription first.')
}

export function stale(subscription: Stored<Subscription>, ifMatch: string) {
  return ifMatch === subscription._etag
    ? undefined
    : refuse('PreconditionFailed', 'The subscription has changed: read it again and send its present ETag.')
}

export type SeatRefusal =
  | 'SubscriptionDeleted'
  | 'OperationInProgress'
  | 'TakeControlRequired'
  | 'UnderAdminControl'
  | 'SingleUserSubscription'
  | 'NotEnoughLicenses'
  | 'GuestCannotBeAssigned'

/**
 * In whose hands the seats are: the purchaser's until control is taken, then the administrators'. Central ones are
 * always the administrators'. (R042, R043, R097, R108)
 */
export function refuseSeatChange(
  subscription: Subscription,
  as: 'purchaser' | 'admin',
): Refusal<SeatRefusal> | undefined {
  if (subscription.state === 'deleted') {
    return refuse('SubscriptionDeleted', `The subscription was deleted on ${subscription.deletedAt}.`)
  }
  if (subscription.channel === 'central') return undefined
  if (subscription.channel === 'signUp' || subscription.channel === 'trial') {
    return refuse('SingleUserSubscription', 'Only the person who signed up uses this subscription.')
  }
  if (as === 'purchaser' && subscription.controlledBy) {
    return refuse('UnderAdminControl', 'An administrator has taken control of this subscription.')
  }
  if (as === 'admin' && !subscription.controlledBy) return takeControlFirst()
  return undefined
}
