import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import type { Refusal } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { deleted, notSelfService } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { patched } from './start-job.ts'

/** An administrator takes a self-service subscription over: first control, then a move of its users or a cancel. */

/** Puts the subscription under the administrators' control. Asking twice changes nothing: no writes. (R068) */
export function takeControl(
  subscription: Stored<Subscription>,
  by: Actor,
  at: Instant,
  auditId: string,
): Refusal<'SubscriptionDeleted' | 'NotSelfService'> | { after: Subscription; writes: readonly Write[] } {
  if (subscription.state === 'deleted') return deleted(subscription)
  if (subscription.channel !== 'selfService') return notSelfService(subscription)
  if (subscription.controlledBy) return { after: subscription, writes: [] }
  const after: Subscription = {
    ...subscription,
    controlledBy: { ...by, at },
    orderHistory: [...subscription.orderHistory, { event: 'controlTaken', at, by }],
  }
  return {
    after,
    writes: [
      patched(subscription, after),
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.controlTaken', by, at, { subscription }),
      },
    ],
  }
}
