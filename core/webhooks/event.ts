import { type AuditEntry, isTheClock } from '../audit/audit-entry.ts'
import type { Json } from '../kernel/json.ts'
import type { Instant } from '../kernel/time.ts'

/** What receivers can ask to be told. (B13) */
export const eventTypes = [
  'subscription.purchased',
  'subscription.changed',
  'subscription.controlTaken',
  'subscription.moved',
  'subscription.cancelled',
  'subscription.renewed',
  'subscription.declined',
  'subscription.expired',
  'subscription.orphaned',
  'subscription.requestApproved',
  'policy.changed',
] as const
export type EventType = (typeof eventTypes)[number]

/** Sent when somebody asks for it, to one receiver, whatever that wants to be told. */
export const testType = 'webhook.test'
export type SentType = EventType | typeof testType

/** What happened, in a word, where the type alone does not tell. */
export const eventChanges = [
  'quantity',
  'renewal',
  'owner',
  'purchaserReturned',
  'restored',
  'paid',
  'expired',
  'disabled',
  'deleted',
  'trialEnded',
  'signUpDeleted',
  'selfServicePurchase',
  'dataPolicies',
] as const
export type EventChange = (typeof eventChanges)[number]

/** CloudEvents 1.0 in structured JSON: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
export type CloudEvent = {
  readonly specversion: '1.0'
  /** The same for every receiver and every try. */
  readonly id: string
  readonly source: string
  readonly type: SentType
  readonly subject?: string
  readonly time: Instant
  readonly datacontenttype: 'application/json'
  readonly data: EventData
}

export type EventData = {
  readonly tenantId: string
  readonly subscriptionId: string | null
  readonly productId: string | null
  readonly operationId: string | null
  readonly change?: EventChange
  readonly by: { readonly id: string; readonly displayName: string }
  /** As the audit trail has them. */
  readonly facts: { readonly [name: string]: Json }
}

/** What an entry of the audit trail is told as; undefined where it is told to nobody. */
export function toldAs(
  entry: Pick<AuditEntry, 'action' | 'by' | 'facts'>,
): { readonly type: EventType; readonly change?: EventChange } | undefined {
  // A sign-up that its owner deletes has the name of what time does in the end.
  if (entry.action === 'subscription.deleted' && !isTheClock(entry.by)) {
    return { type: 'subscription.cancelled', change: 'signUpDeleted' }
  }
  // Where only users come back, one by one, the subscription was there all the time.
  if (entry.action === 'operation.undone' && !entry.facts['restored']) return undefined
  return byAction.get(entry.action)
}

const byAction: ReadonlyMap<string, { readonly type: EventType; readonly change?: EventChange }> = new Map([
  ['subscription.purchased', { type: 'subscription.purchased' }],
  ['subscription.quantityChanged', { type: 'subscription.changed', change: 'quantity' }],
  ['subscription.renewalSwitched', { type: 'subscription.changed', change: 'renewal' }],
  ['subscription.transferred', { type: 'subscription.changed', change: 'owner' }],
  ['subscription.purchaserReturned', { type: 'subscription.changed', change: 'purchaserReturned' }],
  ['operation.undone', { type: 'subscription.changed', change: 'restored' }],
  ['subscription.controlTaken', { type: 'subscription.controlTaken' }],
  ['subscription.usersMoved', { type: 'subscription.moved' }],
  ['subscription.cancelled', { type: 'subscription.cancelled' }],
  ['subscription.renewed', { type: 'subscription.renewed' }],
  ['invoice.paid', { type: 'subscription.renewed', change: 'paid' }],
  ['subscription.renewalDeclined', { type: 'subscription.declined' }],
  ['subscription.expired', { type: 'subscription.expired', change: 'expired' }],
  ['subscription.disabled', { type: 'subscription.expired', change: 'disabled' }],
  ['subscription.deleted', { type: 'subscription.expired', change: 'deleted' }],
  ['subscription.trialEnded', { type: 'subscription.expired', change: 'trialEnded' }],
  ['subscription.orphaned', { type: 'subscription.orphaned' }],
  ['licenseRequest.approved', { type: 'subscription.requestApproved' }],
  ['policy.changed', { type: 'policy.changed', change: 'selfServicePurchase' }],
  ['dataPolicies.changed', { type: 'policy.changed', change: 'dataPolicies' }],
])

/** The event of an entry that is told. `id` is the event's own, `origin` where this API is reached. */
export function eventOf(
  entry: AuditEntry,
  told: { readonly type: SentType; readonly change?: EventChange },
  { id, origin }: { readonly id: string; readonly origin: string },
): CloudEvent {
  const { tenantId, subscriptionId, productId, operationId, by, at } = entry
  const source = `${origin}/tenants/${tenantId}`
  return {
    specversion: '1.0',
    id,
    source,
    type: told.type,
    ...(subscriptionId ? { subject: `subscriptions/${subscriptionId}` } : {}),
    time: at,
    datacontenttype: 'application/json',
    data: {
      tenantId,
      subscriptionId,
      productId,
      operationId,
      ...(told.change ? { change: told.change } : {}),
      by: { id: by.id, displayName: by.name },
      facts: givenFacts(entry.facts),
    },
  }
}

function givenFacts(facts: AuditEntry['facts']): EventData['facts'] {
  const given: Record<string, Json> = {}
  for (const [name, value] of Object.entries(facts)) if (value !== undefined) given[name] = value
  return given
}
