import { type Actor, type AuditEntry, auditEntry } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { refuseAction, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { type Assignment, givenAgain, isHeldIn, isRevokedIn, newSeat, seatWrite } from './assignment.ts'
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
  /** What the audit trail tells where it is part of something else: that, with these facts. */
  readonly audited?: { readonly action: string; readonly facts: AuditEntry['facts'] }
}

/** Gives seats to all of the users or to none; who has one keeps it. The batch carries the etag that was read. (R102) */
export function assign(asked: Assigning):
  | Refusal<StandingRefusal | 'GuestCannotBeAssigned' | 'UserNotActive' | 'NotEnoughLicenses'>
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
  const wanting = users.filter(
    (user) => !present.some((one) => one.userId === user.userId && isHeldIn(one, subscription)),
  )
  // Who has left keeps what they have, and is given nothing. (B23, R165)
  if (wanting.some((user) => !user.accountEnabled)) return refuse('UserNotActive', {}, { target: 'userIds' })
  if (wanting.length === 0) return { writes: [], available: subscription.seats.available }
  if (subscription.seats.available < wanting.length) {
    return refuse('NotEnoughLicenses', {
      needed: wanting.length,
      available: subscription.seats.available,
    })
  }
  const { action, facts } = asked.audited ?? { action: 'licences.assigned', facts: {} }
  const taken = assigning(wanting.length)
  const sequence = subscription.seatSequence + 1
  return {
    available: subscription.seats.available - wanting.length,
    writes: [
      {
        kind: 'patch',
        id: subscription.id,
        add: { ...asAdd(taken), seatSequence: 1 },
        when: [
          { field: 'state', is: '=', value: 'active' },
          { field: 'operationId', is: '=', value: null },
          ...enough(taken),
        ],
        ifMatch: subscription._etag,
      },
      ...wanting.map((user) => giveSeat(asked, user, sequence)),
      {
        kind: 'create',
        document: auditEntry(asked.auditId, action, by, at, {
          subscription,
          facts: { ...facts, userIds: wanting.map((user) => user.userId) },
        }),
      },
    ],
  }
}

/** A seat that was taken away is given again, in the open lot; what it was before stays in it. */
export function giveSeat(
  { subscription, present, at, nonce }: Pick<Assigning, 'subscription' | 'present' | 'at' | 'nonce'>,
  user: Pick<User, 'userId' | 'userPrincipalName' | 'displayName'>,
  sequence: number,
): Write {
  const own = present.filter((assignment) => assignment.userId === user.userId)
  const revoked = own.find(({ seat }) => isRevokedIn(seat, subscription))
  if (revoked)
    return seatWrite(revoked, givenAgain(revoked.seat, { subscription, sequence }), { createdAt: at })
  const usual = documentId.assignment(subscription.id, user.userId)
  const assignment: Assignment = {
    type: 'assignment',
    id: own.some((assignment) => assignment.id === usual) ? `${usual}:${nonce}` : usual,
    tenantId: subscription.tenantId,
    schemaVersion: 1,
    userId: user.userId,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName,
    seat: newSeat(subscription, sequence),
    createdAt: at,
  }
  return { kind: 'create', document: assignment }
}
