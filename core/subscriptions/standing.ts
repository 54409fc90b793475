import type { OperationId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Subscription } from './subscription.ts'

/**
 * Who may do what to a subscription, in one place: routes, views and operations ask here. In go what the caller is to
 * it and the state it is in; out come the actions to offer, and the refusal of any other.
 */

/** What the caller is to one subscription. Several may hold at once. */
export interface Standing {
  /** Bought it. */
  readonly purchaser: boolean
  /** Global or Billing Administrator of its organisation. */
  readonly admin: boolean
  /** Reads what administrators read. */
  readonly reader: boolean
  /** License or User Administrator of its organisation. */
  readonly licenseAdmin: boolean
}

export type SubscriptionAction =
  | 'takeControl'
  | 'moveUsers'
  | 'cancel'
  | 'requestCancellation'
  | 'assign'
  | 'unassign'
  | 'changeLicenses'

export type StandingRefusal =
  | 'Forbidden'
  | 'SubscriptionDeleted'
  | 'NotSelfService'
  | 'SingleUserSubscription'
  | 'TakeControlRequired'
  | 'UnderAdminControl'
  | 'OperationInProgress'
  | 'PaymentOutcomeUnknown'

/** Administrators see all of their organisation's, purchasers their own; for others it is not there. (R152, R160) */
export function maySee(subscription: Subscription, standing: Standing): boolean {
  if (subscription.state === 'pending') return false
  return standing.purchaser || standing.reader || mayAssignAsLicenseAdmin(subscription, standing)
}

/** Why the caller may not do that now: first for who they are, then for the state it is in. */
export function refuseAction(
  action: SubscriptionAction,
  subscription: Subscription,
  standing: Standing,
): Refusal<StandingRefusal> | undefined {
  const rule = rules[action]
  return (
    (rule.isFor(subscription, standing) ? undefined : refuse('Forbidden')) ??
    refuseState(rule, subscription) ??
    (rule.inWhoseHands ? refuseHands(subscription, standing) : undefined) ??
    refuseWhileBusy(rule, subscription)
  )
}

/** The same for whoever wants to command what was started, in whatever state the subscription is by now. */
export function refuseActor(
  action: SubscriptionAction,
  subscription: Subscription,
  standing: Standing,
): Refusal<StandingRefusal> | undefined {
  const rule = rules[action]
  if (!rule.isFor(subscription, standing)) return refuse('Forbidden')
  return rule.inWhoseHands ? refuseHands(subscription, standing) : undefined
}

/** The same for a look at what a move or a cancel would do: control need not have been taken yet. */
export function refusePreview(
  action: 'moveUsers' | 'cancel',
  subscription: Subscription,
): Refusal<StandingRefusal> | undefined {
  return refuseState(rules[action], subscription) ?? refuseWhileBusy(rules[action], subscription)
}

/** What the caller may do now and would change something. (R075 to R077, R087) */
export function actionsOn(subscription: Subscription, standing: Standing): SubscriptionAction[] {
  if (subscription.state !== 'active') return []
  return allActions.filter(
    (action) =>
      !(action === 'takeControl' && subscription.controlledBy) &&
      !refuseAction(action, subscription, standing),
  )
}

interface Rule {
  isFor(subscription: Subscription, standing: Standing): boolean
  readonly channels: 'selfService' | 'not for one person'
  /** The purchaser's until control is taken, then the administrators'. (R042, R043, R097, R108) */
  readonly inWhoseHands: boolean
  /** What must not go on meanwhile: a move or cancel of it, a move into it, a payment for more licences. */
  readonly notDuring: readonly ('operation' | 'moveInto' | 'raise')[]
}

const rules: Readonly<Record<SubscriptionAction, Rule>> = {
  takeControl: {
    isFor: (_, { admin }) => admin,
    channels: 'selfService',
    inWhoseHands: false,
    notDuring: [],
  },
  moveUsers: {
    isFor: (_, { admin }) => admin,
    channels: 'selfService',
    inWhoseHands: true,
    notDuring: ['operation', 'moveInto', 'raise'],
  },
  cancel: {
    isFor: (_, { admin, purchaser }) => admin || purchaser,
    channels: 'selfService',
    inWhoseHands: true,
    notDuring: ['operation', 'moveInto', 'raise'],
  },
  requestCancellation: {
    isFor: (_, { admin }) => admin,
    channels: 'selfService',
    inWhoseHands: false,
    notDuring: ['operation', 'moveInto'],
  },
  assign: {
    isFor: isForSeats,
    channels: 'not for one person',
    inWhoseHands: true,
    notDuring: ['operation'],
  },
  unassign: {
    isFor: isForSeats,
    channels: 'not for one person',
    inWhoseHands: true,
    notDuring: [],
  },
  changeLicenses: {
    isFor: (subscription, { admin, purchaser }) => admin || (purchaser && subscription.channel !== 'central'),
    channels: 'not for one person',
    inWhoseHands: true,
    notDuring: ['operation', 'raise'],
  },
}

const allActions = Object.keys(rules) as SubscriptionAction[]

function isForSeats(subscription: Subscription, standing: Standing): boolean {
  const { admin, purchaser } = standing
  if (admin || mayAssignAsLicenseAdmin(subscription, standing)) return true
  return purchaser && subscription.channel !== 'central'
}

/** License and User Administrators look after the licences of what is in the administrators' hands. (R160) */
function mayAssignAsLicenseAdmin(subscription: Subscription, { licenseAdmin }: Standing): boolean {
  return licenseAdmin && isInAdministratorsHands(subscription)
}

function isInAdministratorsHands({ channel, controlledBy }: Subscription): boolean {
  return channel === 'central' || controlledBy !== null
}

function refuseState(
  { channels }: Rule,
  subscription: Subscription,
): Refusal<'SubscriptionDeleted' | 'NotSelfService' | 'SingleUserSubscription'> | undefined {
  if (subscription.state === 'deleted') return deleted(subscription)
  const { channel } = subscription
  switch (channels) {
    case 'selfService':
      if (channel === 'selfService') return undefined
      return refuse('NotSelfService', { channel })
    case 'not for one person':
      if (channel !== 'signUp' && channel !== 'trial') return undefined
      return refuse('SingleUserSubscription')
  }
}

function refuseHands(
  subscription: Subscription,
  { purchaser, admin, licenseAdmin }: Standing,
): Refusal<'TakeControlRequired' | 'UnderAdminControl'> | undefined {
  if (isInAdministratorsHands(subscription)) {
    return admin || licenseAdmin ? undefined : refuse('UnderAdminControl')
  }
  return purchaser ? undefined : takeControlFirst()
}

function refuseWhileBusy(
  { notDuring }: Rule,
  { operationId, seats, raisePurchaseId }: Subscription,
): Refusal<'OperationInProgress' | 'PaymentOutcomeUnknown'> | undefined {
  if (operationId && notDuring.includes('operation')) return inProgress(operationId)
  if (seats.reserved > 0 && notDuring.includes('moveInto')) {
    return refuse('OperationInProgress')
  }
  if (raisePurchaseId && notDuring.includes('raise')) {
    return refuse('PaymentOutcomeUnknown', { because: 'raiseUnderWay', retryAfterMs: 2_000 })
  }
  return undefined
}

export function deleted({ deletedAt }: Subscription & { state: 'deleted' }) {
  return refuse('SubscriptionDeleted', { deletedAt })
}

export function inProgress(operationId: OperationId) {
  return refuse('OperationInProgress', { operationId })
}

export function takeControlFirst() {
  return refuse('TakeControlRequired')
}
