import type { Schemas } from '../api/client.ts'

/** What can be told, in the order in which people look for it. */
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
] as const satisfies readonly Schemas['Webhook']['types'][number][]
export type EventType = (typeof eventTypes)[number]

export const sentTypes = [
  ...eventTypes,
  'webhook.test',
] as const satisfies readonly Schemas['Event']['type'][]

export const deliveryStatuses = [
  'Waiting',
  'Parked',
  'Delivered',
  'Dropped',
] as const satisfies readonly Schemas['WebhookDelivery']['status'][]
