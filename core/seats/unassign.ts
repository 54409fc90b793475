import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import type { Instant } from '../kernel/time.ts'
import type { Write } from '../ports/documents.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Assignment } from './assignment.ts'
import { asAdd, unassigning } from './seats.ts'

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
      add: asAdd(unassigning(held.length)),
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
