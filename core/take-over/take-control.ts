import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { changes } from '../kernel/changes.ts'
import type { Refusal } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { withEvent } from '../subscriptions/order-history.ts'
import { refuseAction, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** Puts the subscription under the administrators' control. Asking twice changes nothing: no writes. (R068) */
export function takeControl(
  subscription: Stored<Subscription>,
  standing: Standing,
  by: Actor,
  at: Instant,
  auditId: string,
): Refusal<StandingRefusal> | { readonly after: Subscription; readonly writes: readonly Write[] } {
  const refusal = refuseAction('takeControl', subscription, standing)
  if (refusal) return refusal
  if (subscription.controlledBy) return { after: subscription, writes: [] }
  const after: Subscription = {
    ...subscription,
    controlledBy: { ...by, at },
    orderHistory: withEvent(subscription.orderHistory, { event: 'controlTaken', at, by }),
  }
  return {
    after,
    writes: [
      {
        kind: 'patch',
        id: subscription.id,
        set: changes(subscription, after),
        ifMatch: subscription._etag,
      },
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.controlTaken', by, at, { subscription }),
      },
    ],
  }
}
