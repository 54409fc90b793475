import type { Channel } from '../catalogue/channel.ts'
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
  | 'delete'
  | 'requestCancellation'
  | 'assign'
  | 'unassign'
  | 'changeLicenses'
  | 'changeRenewal'
  | 'transferOwnership'
  | 'askSupportToCancel'

export type StandingRefusal =
  | 'Forbidden'
  | 'SubscriptionDeleted'
  | 'SubscriptionNotActive'
  | 'NotSelfService'
  | 'SingleUserSubscription'
  | 'PaidSubscription'
  | 'TakeControlRequired'
  | 'UnderAdminControl'
  | 'OperationInProgress'
  | 'PaymentOutcomeUnknown'

/** Administrators see all of their organisation's, purchasers their own; for others it is not there. (R152, R160) */
export function maySee(subscription: Subscription, standing: Standing): boolean {
  if (subscription.state === 'pending') return false
  // What was not paid for so long is the administrators' to look at.
  if (subscription.state === 'disabled') return standing.reader
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
    refuseHands(rule, subscription, standing) ??
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
  return refuseHands(rule, subscription, standing)
}

/** The same for a look at what a move or a cancel would do: control need not have been taken yet. */
export function refusePreview(
  action: 'moveUsers' | 'cancel' | 'askSupportToCancel',
  subscription: Subscription,
): Refusal<StandingRefusal> | undefined {
  return refuseState(rules[action], subscription) ?? refuseWhileBusy(rules[action], subscription)
}

/** What the caller may do now and would change something. (R075 to R077, R087) */
export function actionsOn(subscription: Subscription, standing: Standing): SubscriptionAction[] {
  if (subscription.state !== 'active' && subscription.state !== 'expired') return []
  return allActions.filter(
    (action) =>
      !(action === 'takeControl' && subscription.controlledBy) &&
      !refuseAction(action, subscription, standing),
  )
}

interface Rule {
  isFor(subscription: Subscription, standing: Standing): boolean
  readonly channels: readonly Channel[]
  /**
   * The purchaser's until control is taken, then the administrators'. What only costs the purchaser stays theirs too.
   * (R042, R043, R097, R108)
   */
  readonly inWhoseHands: 'one' | 'also the purchaser' | 'anyone'
  /** What must not go on meanwhile: a move or cancel of it, a move into it, a payment. */
  readonly notDuring: readonly ('operation' | 'moveInto' | 'payment')[]
  /** Not once the term is over, although licences still work. */
  readonly onlyInTerm?: true
}

const bought = ['selfService', 'trial'] as const satisfies readonly Channel[]
const forSeveral = ['selfService', 'central'] as const satisfies readonly Channel[]

const rules: Readonly<Record<SubscriptionAction, Rule>> = {
  takeControl: {
    isFor: (_, { admin }) => admin,
    channels: bought,
    inWhoseHands: 'anyone',
    notDuring: [],
  },
  moveUsers: {
    isFor: (_, { admin }) => admin,
    channels: bought,
    inWhoseHands: 'one',
    notDuring: ['operation', 'moveInto', 'payment'],
  },
  cancel: {
    isFor: ({ channel }, { admin, purchaser }) => admin || (purchaser && channel !== 'central'),
    channels: [...bought, 'central'],
    inWhoseHands: 'one',
    notDuring: ['operation', 'moveInto', 'payment'],
  },
  delete: {
    isFor: (_, { admin }) => admin,
    channels: ['signUp'],
    inWhoseHands: 'anyone',
    notDuring: [],
  },
  requestCancellation: {
    isFor: (_, { admin }) => admin,
    channels: ['selfService'],
    inWhoseHands: 'anyone',
    notDuring: ['operation', 'moveInto'],
  },
  assign: {
    isFor: isForSeats,
    channels: forSeveral,
    inWhoseHands: 'one',
    notDuring: ['operation'],
    onlyInTerm: true,
  },
  unassign: {
    isFor: isForSeats,
    channels: forSeveral,
    inWhoseHands: 'one',
    notDuring: [],
  },
  changeLicenses: {
    isFor: isForMoney,
    channels: forSeveral,
    inWhoseHands: 'one',
    notDuring: ['operation', 'payment'],
  },
  changeRenewal: {
    isFor: isForMoney,
    channels: forSeveral,
    inWhoseHands: 'also the purchaser',
    notDuring: ['operation', 'payment'],
  },
  transferOwnership: {
    isFor: (_, { admin }) => admin,
    channels: bought,
    inWhoseHands: 'anyone',
    notDuring: ['operation', 'payment'],
  },
  askSupportToCancel: {
    // Of a purchaser it is a question: support cancels nothing for them that they cannot cancel themselves.
    isFor: (_, { admin }) => admin,
    channels: bought,
    inWhoseHands: 'anyone',
    notDuring: ['operation', 'moveInto', 'payment'],
  },
}

export const allActions = Object.keys(rules) as [SubscriptionAction, ...SubscriptionAction[]]

function isForSeats(subscription: Subscription, standing: Standing): boolean {
  const { admin, purchaser } = standing
  if (admin || mayAssignAsLicenseAdmin(subscription, standing)) return true
  return purchaser && subscription.channel !== 'central'
}

function isForMoney({ channel }: Subscription, { admin, purchaser }: Standing): boolean {
  return admin || (purchaser && channel !== 'central')
}

/** License and User Administrators look after the licences of what is in the administrators' hands. (R160) */
function mayAssignAsLicenseAdmin(subscription: Subscription, { licenseAdmin }: Standing): boolean {
  return licenseAdmin && isInAdministratorsHands(subscription)
}

function isInAdministratorsHands({ channel, controlledBy }: Subscription): boolean {
  return channel === 'central' || controlledBy !== null
}

function refuseState(
  { channels, onlyInTerm }: Rule,
  subscription: Subscription,
):
  | Refusal<
      | 'SubscriptionDeleted'
      | 'SubscriptionNotActive'
      | 'NotSelfService'
      | 'SingleUserSubscription'
      | 'PaidSubscription'
    >
  | undefined {
  if (subscription.state === 'deleted') return deleted(subscription)
  const { channel } = subscription
  if (channels.includes('signUp') && channel !== 'signUp') return refuse('PaidSubscription')
  const isOver = subscription.state === 'expired' && onlyInTerm
  if (subscription.state === 'disabled' || isOver) return notActive(subscription)
  if (channels.includes(channel)) return undefined
  return channels.includes('central') && channel !== 'central' && !channels.includes('trial')
    ? refuse('SingleUserSubscription')
    : refuse('NotSelfService', { channel })
}

function refuseHands(
  { inWhoseHands }: Rule,
  subscription: Subscription,
  { purchaser, admin, licenseAdmin }: Standing,
): Refusal<'TakeControlRequired' | 'UnderAdminControl'> | undefined {
  if (inWhoseHands === 'anyone') return undefined
  if (isInAdministratorsHands(subscription)) {
    const may = admin || licenseAdmin || (purchaser && inWhoseHands === 'also the purchaser')
    return may ? undefined : refuse('UnderAdminControl')
  }
  return purchaser ? undefined : takeControlFirst()
}

function refuseWhileBusy(
  { notDuring }: Rule,
  { operationId, seats, purchaseId }: Subscription,
): Refusal<'OperationInProgress' | 'PaymentOutcomeUnknown'> | undefined {
  if (operationId && notDuring.includes('operation')) return inProgress(operationId)
  if (seats.reserved > 0 && notDuring.includes('moveInto')) {
    return refuse('OperationInProgress')
  }
  if (purchaseId && notDuring.includes('payment')) {
    return refuse('PaymentOutcomeUnknown', { because: 'paymentUnderWay', retryAfterMs: 2_000 })
  }
  return undefined
}

export function deleted({ deletedAt }: Subscription & { state: 'deleted' }) {
  return refuse('SubscriptionDeleted', { deletedAt })
}

/** Its term is over: nothing is given in it, and nobody moves into it. */
export function notActive({ state }: Pick<Subscription, 'state'>) {
  return refuse('SubscriptionNotActive', { state })
}

export function inProgress(operationId: OperationId) {
  return refuse('OperationInProgress', { operationId })
}

export function takeControlFirst() {
  return refuse('TakeControlRequired')
}
