import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { UserId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { refuseAction, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Assignment } from './assignment.ts'
import { asAdd, assigning, enough } from './seats.ts'

/** At most so many users in one call. (R104) */
export const usersPerCall = 20

export interface Assigning {
  readonly subscription: Stored<Subscription>
  readonly standing: Standing
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
export function assign(asked: Assigning):
  | Refusal<StandingRefusal | 'GuestCannotBeAssigned' | 'NotEnoughLicenses'>
  | {
      readonly writes: readonly Write[]
      /** Free seats once they are stored. */
      readonly available: number
    } {
  const { subscription, users, present, by, at } = asked
  const refusal = refuseAction('assign', subscription, asked.standing)
  if (refusal) return refusal
  const guest = users.find((user) => user.userType === 'guest')
  if (guest) return refuse('GuestCannotBeAssigned', {}, { target: 'userIds' })
  const wanting = users.filter((user) => !holds(present, user.userId, subscription))
  if (wanting.length === 0) return { writes: [], available: subscription.seats.available }
  if (subscription.seats.available < wanting.length) {
    return refuse('NotEnoughLicenses', {
      needed: wanting.length,
      available: subscription.seats.available,
    })
  }
  const taken = assigning(wanting.length)
  return {
    available: subscription.seats.available - wanting.length,
    writes: [
      {
        kind: 'patch',
        id: subscription.id,
        add: asAdd(taken),
        when: [
          { field: 'state', is: '=', value: 'active' },
          { field: 'operationId', is: '=', value: null },
          ...enough(taken),
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
  const usual = documentId.assignment(subscription.id, user.userId)
  const assignment: Assignment = {
    type: 'assignment',
    id: own.some((assignment) => assignment.id === usual) ? `${usual}:${nonce}` : usual,
    tenantId: subscription.tenantId,
    schemaVersion: 1,
    userId: user.userId,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName,
    seat,
    createdAt: at,
  }
  return { kind: 'create', document: assignment }
}
