import { type Actor, auditEntry, revokedOf } from '../audit/audit-entry.ts'
import type { Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { type Subscription, workingStates } from '../subscriptions/subscription.ts'
import { type Assignment, revokedSeat, seatWrite } from './assignment.ts'
import { asAdd, unassigning } from './seats.ts'

export interface Unassigning {
  readonly subscription: Subscription
  /** The active assignments of the users who are to lose theirs. */
  readonly held: readonly Stored<Assignment>[]
  readonly by: Actor
  readonly at: Instant
  readonly auditId: string
}

/** Takes seats back. Allowed while an operation empties the subscription: who leaves is then skipped there. (R107) */
export function unassign({ subscription, held, by, at, auditId }: Unassigning): readonly Write[] {
  if (held.length === 0) return []
  const sequence = subscription.seatSequence + 1
  return [
    {
      kind: 'patch',
      id: subscription.id,
      add: { ...asAdd(unassigning(held.length)), seatSequence: 1 },
      when: [
        { field: 'state', is: 'in', values: [...workingStates] },
        { field: 'operationId', is: '=', value: subscription.operationId },
        // A lot that has changed hands since took its seats along.
        { field: 'seatSequence', is: '=', value: subscription.seatSequence },
      ],
    },
    ...held.map((assignment) =>
      seatWrite(assignment, revokedSeat(assignment.seat, { subscription, sequence })),
    ),
    {
      kind: 'create',
      document: auditEntry(auditId, 'licences.unassigned', by, at, {
        subscription,
        facts: { userIds: held.map((assignment) => assignment.userId) },
        revoked: revokedOf(held),
      }),
    },
  ]
}
