import type { Actor } from '../audit/audit-entry.ts'
import type { LicenseRequestId, ProductId, SubscriptionId, UserId } from '../kernel/ids.ts'
import { type RefusalOf, refuse } from '../kernel/refusals.ts'
import { addDays, addMonths, dayOf, type Instant, startOfDay, toMilliseconds } from '../kernel/time.ts'
import type { User } from '../organisation/user.ts'
import type { DocumentBase, Stored } from '../ports/documents.ts'

export const requestStates = ['pending', 'approved', 'partlyApproved', 'rejected', 'withdrawn'] as const
export type RequestState = (typeof requestStates)[number]

/** Somebody asks administrators for licences of a product, for themselves or others. (B10) */
export interface LicenseRequest extends DocumentBase {
  readonly type: 'licenseRequest'
  readonly id: LicenseRequestId
  /** Pending as long as nothing was decided for somebody of it. */
  readonly state: RequestState
  readonly productId: ProductId
  /** Who asked. */
  readonly userId: UserId
  readonly userName: string
  /** Whom it is for. */
  readonly users: readonly RequestedUser[]
  readonly message: string | null
  readonly decisions: readonly Decision[]
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly ttl: number
}

export interface RequestedUser {
  readonly userId: UserId
  readonly displayName: string
  readonly userPrincipalName: string
  readonly state: 'pending' | 'approved' | 'rejected' | 'withdrawn'
}

/** What was decided at once, for one or more of the users. */
export interface Decision {
  readonly outcome: 'approved' | 'rejected' | 'withdrawn'
  readonly userIds: readonly UserId[]
  readonly by: Actor
  readonly at: Instant
  readonly message: string | null
  /** Where the licences come from. */
  readonly subscriptionId: SubscriptionId | null
}

/**
 * Id `latestRequest:{userId}:{productId}`: which request of that person for the product is the latest. Whoever asks
 * changes it, so that nobody has two open by asking twice at once.
 */
export interface LatestRequest extends DocumentBase {
  readonly type: 'latestRequest'
  readonly requestId: LicenseRequestId
  readonly ttl: number
}

const monthsKept = 12

/** When a request that was made then is gone, whatever was decided: after the same day of the next year. */
export function keptUntil({ createdAt }: Pick<LicenseRequest, 'createdAt'>): Instant {
  return startOfDay(addDays(addMonths(dayOf(createdAt), monthsKept), 1))
}

/** Requests that were made before that are not there any more, even where the store has not dropped them yet. */
export function keptSince(now: Instant): Instant {
  return startOfDay(addMonths(dayOf(now), -monthsKept))
}

/** Seconds that the store keeps what is written now; at least one, since it takes no other. */
export function secondsKept(request: Pick<LicenseRequest, 'createdAt'>, now: Instant): number {
  return Math.max(1, Math.floor((toMilliseconds(keptUntil(request)) - toMilliseconds(now)) / 1_000))
}

/** Whoever cannot be given a licence is not asked for, and not approved either. */
export function refusePeople(
  users: readonly User[],
): RefusalOf<'GuestCannotBeAssigned'> | RefusalOf<'UserNotActive'> | undefined {
  const about = { target: 'userIds' }
  if (users.some(({ userType }) => userType === 'guest')) return refuse('GuestCannotBeAssigned', {}, about)
  return users.every(({ accountEnabled }) => accountEnabled) ? undefined : refuse('UserNotActive', {}, about)
}

/** For whom nothing was decided yet: all of them, or those that are named. */
export function pendingUsers(
  request: Pick<LicenseRequest, 'state' | 'users'>,
  named: readonly UserId[] | undefined,
): readonly UserId[] | RefusalOf<'LicenseRequestDecided'> | RefusalOf<'UserNotFound'> {
  if (request.state !== 'pending') return refuse('LicenseRequestDecided', { state: request.state })
  const pending = request.users.filter(({ state }) => state === 'pending').map(({ userId }) => userId)
  if (!named) return pending
  const missing = named.filter((userId) => !pending.includes(userId)).length
  return missing === 0
    ? named
    : refuse('UserNotFound', { missing, of: named.length, among: 'request' }, { target: 'userIds' })
}

/** The request with one more decision: those whom it does not name stay as they are. */
export function decided(request: Stored<LicenseRequest>, decision: Decision): LicenseRequest {
  const { _etag, ...before } = request
  const users = request.users.map((user) =>
    decision.userIds.includes(user.userId) ? { ...user, state: decision.outcome } : user,
  )
  return {
    ...before,
    users,
    state: stateOf(users),
    decisions: [...request.decisions, decision],
    updatedAt: decision.at,
    ttl: secondsKept(request, decision.at),
  }
}

function stateOf(users: readonly RequestedUser[]): RequestState {
  const has = (state: RequestedUser['state']) => users.some((user) => user.state === state)
  if (has('pending')) return 'pending'
  if (has('approved')) return users.every(({ state }) => state === 'approved') ? 'approved' : 'partlyApproved'
  return has('rejected') ? 'rejected' : 'withdrawn'
}
