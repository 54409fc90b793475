import type { Actor } from '../audit/audit-entry.ts'
import { auditEntry } from '../audit/audit-entry.ts'
import { changes } from '../kernel/changes.ts'
import { type Refusal, refuse, refuseStale } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { refuseAction, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { adding, asAdd, changed, enough } from './seats.ts'

/** The most that one subscription holds, bought at once or raised to. */
export const totalLicensesMax = 100_000

export type TotalRefusal =
  | StandingRefusal
  | 'PreconditionFailed'
  | 'QuantityBelowAssigned'
  | 'QuantityIncreaseNotAllowed'

export interface TotalWanted {
  readonly totalLicenses: number
  readonly ifMatch: string
}

/**
 * Whether the total may become that, and how: for nothing, or by a payment of the purchaser for what is added. The
 * number is absolute, so asking twice changes nothing the second time. (R099 to R101)
 */
export function decideTotal(
  subscription: Stored<Subscription>,
  standing: Standing,
  wanted: TotalWanted,
): Refusal<TotalRefusal> | { readonly change: 'none' | 'free' | 'paid' } {
  const { seats } = subscription
  const refusal =
    refuseAction('changeLicenses', subscription, standing) ?? refuseStale(subscription, wanted.ifMatch)
  if (refusal) return refusal
  if (wanted.totalLicenses === seats.total) return { change: 'none' }
  if (wanted.totalLicenses < seats.assigned + seats.reserved) {
    return refuse(
      'QuantityBelowAssigned',
      { assigned: seats.assigned, reserved: seats.reserved },
      { target: 'totalLicenses' },
    )
  }
  if (wanted.totalLicenses < seats.total || subscription.channel === 'central') return { change: 'free' }
  if (subscription.controlledBy) {
    return refuse('QuantityIncreaseNotAllowed', { totalLicenses: seats.total }, { target: 'totalLicenses' })
  }
  return { change: 'paid' }
}

/** Changes the total without a payment. Seats that an assignment takes meanwhile are safe: the etag is the one read. */
export function setTotal(
  subscription: Stored<Subscription>,
  totalLicenses: number,
  by: Actor,
  at: Instant,
  auditId: string,
): { readonly after: Subscription; readonly writes: readonly Write[] } {
  const { seats, orderHistory } = subscription
  const change = adding(totalLicenses - seats.total)
  const after: Subscription = {
    ...subscription,
    seats: changed(seats, change),
    orderHistory: [...orderHistory, { event: 'quantityChanged', at, by, totalLicenses }],
  }
  return {
    after,
    writes: [
      {
        kind: 'patch',
        id: subscription.id,
        set: changes(subscription, { ...after, seats }),
        add: asAdd(change),
        when: [
          { field: 'state', is: '=', value: 'active' },
          { field: 'operationId', is: '=', value: null },
          ...enough(change),
        ],
        ifMatch: subscription._etag,
      },
      {
        kind: 'create',
        document: auditEntry(auditId, 'subscription.quantityChanged', by, at, {
          subscription,
          facts: { from: seats.total, to: totalLicenses },
        }),
      },
    ],
  }
}
