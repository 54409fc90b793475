import { auditEntry } from './audit.ts'
import { type Actor, type Assignment, ids, type Subscription, type User } from './documents.ts'
import type { UserId } from './ids.ts'
import type { Stored, Write } from './ports.ts'
import { type Refusal, refuse } from './refusals.ts'
import { inProgress, takeControlFirst } from './take-over.ts'
import type { Instant } from './time.ts'

/** At most so many users in one call. (R104) */
export const usersPerCall = 20

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

export interface Assigning {
  readonly subscription: Stored<Subscription>
  readonly users: readonly User[]
  /** All assignments that these users have anywhere in the tenant. */
  readonly present: readonly Stored<Assignment>[]
  readonly by: Actor
  readonly at: Instant
  readonly auditId: string
  /** Makes ids differ where a user has held a seat here before and was moved away. */
  readonly nonce: string
}

/** Gives seats to all of the users or to none; who has one keeps it. The batch carries the etag that was read. (R102) */
export function assign(asked: Assigning): Refusal<SeatRefusal> | { writes: readonly Write[] } {
  const { subscription, users, present, by, at } = asked
  if (subscription.operationId) return inProgress(subscription.operationId)
  const guest = users.find((user) => user.userType === 'guest')
  if (guest)
    return refuse('GuestCannotBeAssigned', 'Guests cannot be given a licence.', { target: 'userIds' })
  const wanting = users.filter((user) => !holds(present, user.userId, subscription))
  if (wanting.length === 0) return { writes: [] }
  if (subscription.seats.available < wanting.length) {
    return refuse(
      'NotEnoughLicenses',
      `${wanting.length} licences are needed; ${subscription.seats.available} are free.`,
      { facts: { needed: wanting.length, available: subscription.seats.available } },
    )
  }
  return {
    writes: [
      {
        kind: 'patch',
        id: subscription.id,
        add: { 'seats.available': -wanting.length, 'seats.assigned': wanting.length },
        when: [
          { field: 'state', is: '=', value: 'active' },
          { field: 'operationId', is: '=', value: null },
          { field: 'seats.available', is: '>=', value: wanting.length },
        ],
        ifMatch: subscription._etag,
      },
      ...wanting.map((user) => seatWrite(asked, user)),
      {
        kind: 'create',
        document: auditEntry(asked.auditId, 'licences.assigned', by, at, {
          subscription,
          facts: { userIds: wanting.map((user) => user.userId) },
        }),
      },
    ],
  }
}

function holds(present: readonly Assignment[], userId: UserId, subscription: Subscription): boolean {
  return present.some(
    ({ seat, userId: holder }) =>
      holder === userId && seat.subscriptionId === subscription.id && seat.state === 'active',
  )
}

/** A seat revoked here before is given again; the id of one that was moved away stays with the moved seat. */
function seatWrite({ subscription, present, at, nonce }: Assigning, user: User): Write {
  const seat = { state: 'active', subscriptionId: subscription.id, operationId: null } as const
  const own = present.filter((assignment) => assignment.userId === user.userId)
  const revoked = own.find((assignment) => assignment.seat.subscriptionId === subscription.id)
  if (revoked) return { kind: 'patch', id: revoked.id, set: { seat }, ifMatch: revoked._etag }
  const usual = ids.assignment(subscription.id, user.userId)
  return {
    kind: 'create',
    document: {
      type: 'assignment',
      id: own.some((assignment) => assignment.id === usual) ? `${usual}:${nonce}` : usual,
      tenantId: subscription.tenantId,
      schemaVersion: 1,
      userId: user.userId,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      seat,
      createdAt: at,
    },
  }
}

export interface Unassigning {
  readonly subscription: Subscription
  /** The active assignments of the users who are to lose theirs. */
  readonly held: readonly Assignment[]
  readonly by: Actor
  readonly at: Instant
  readonly auditId: string
}

/** Takes seats back. Allowed while an operation empties the subscription: who leaves is then skipped there. (R107) */
export function unassign({ subscription, held, by, at, auditId }: Unassigning): readonly Write[] {
  if (held.length === 0) return []
  const seat = {
    state: 'revoked',
    subscriptionId: subscription.id,
    operationId: subscription.operationId,
  } as const
  return [
    {
      kind: 'patch',
      id: subscription.id,
      add: { 'seats.available': held.length, 'seats.assigned': -held.length },
      when: [
        { field: 'state', is: '=', value: 'active' },
        { field: 'operationId', is: '=', value: subscription.operationId },
      ],
    },
    ...held.map(
      (assignment): Write => ({
        kind: 'patch',
        id: assignment.id,
        set: { seat },
        when: [
          { field: 'seat.state', is: '=', value: 'active' },
          { field: 'seat.subscriptionId', is: '=', value: subscription.id },
        ],
      }),
    ),
    {
      kind: 'create',
      document: auditEntry(auditId, 'licences.unassigned', by, at, {
        subscription,
        facts: { userIds: held.map((assignment) => assignment.userId) },
      }),
    },
  ]
}
