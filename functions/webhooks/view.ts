import * as z from 'zod'
import { webhookProblems } from '#core/ports/webhooks.ts'
import type { Delivery, DeliveryState } from '#core/webhooks/delivery.ts'
import { eventTypes } from '#core/webhooks/event.ts'
import type { Handshake, Webhook, WebhookHealth } from '#core/webhooks/webhook.ts'
import { admins, type Caller, isAny, isPartner } from '../http/caller.ts'
import { instantShape, nameShape, personRefShape } from '../http/shapes.ts'
import { eventShape } from './event-shapes.ts'

/** What whoever makes or changes a webhook gives. */
export const terms = {
  url: z.url().max(2_000).describe('Where events are sent: https, and public'),
  description: nameShape.describe('What it is for'),
  types: z
    .array(z.enum(eventTypes))
    .min(1)
    .max(eventTypes.length)
    .transform((types) => [...new Set(types)])
    .describe('What is told there'),
}

const problem = z.enum(webhookProblems).describe('Why there was no answer that counts. Extensible')
const status = z.int().describe('The HTTP status that was answered')

const webhookStatuses = ['New', 'Active', 'Failing', 'Refused', 'Paused'] as const

export const webhookShape = z
  .object({
    id: z.string().describe('A GUID'),
    url: z
      .string()
      .describe(
        'Where events are sent. Values in its query are `***` for whoever may not change the webhook',
      ),
    description: z.string().describe('What it is for'),
    types: z.array(z.enum(eventTypes)).describe('What is told there. Extensible'),
    enabled: z.boolean().describe('Whether events are sent, and kept for it'),
    status: z
      .enum(webhookStatuses)
      .describe(
        'New until the receiver has been asked whether it wants events; Refused where it did not say so. Extensible',
      ),
    handshake: z
      .object({
        state: z.enum(['Pending', 'Allowed', 'Refused']).describe('What the receiver said'),
        dateTime: instantShape.optional().describe('When. RFC 3339, UTC'),
        status: status.optional(),
        problem: problem.optional(),
      })
      .describe('Whether the receiver has said that it wants events: it is asked before the first one'),
    failing: z
      .object({
        since: instantShape.describe('When it began. RFC 3339, UTC'),
        attempts: z.int().describe('How often in a row'),
        status: status.optional(),
        problem: problem.optional(),
        nextTryDateTime: instantShape.optional().describe('Nothing is sent before. RFC 3339, UTC'),
      })
      .optional()
      .describe('Where nobody answers at the address'),
    previousSecretExpires: instantShape
      .optional()
      .describe('Until then events are signed with the secret before as well. RFC 3339, UTC'),
    createdDateTime: instantShape,
    createdBy: personRefShape.describe('Who made it'),
  })
  .meta({ id: 'Webhook', title: 'Webhook' })

export const countedWebhookShape = webhookShape
  .extend({
    waitingEvents: z.int().describe('How many events are still to be sent'),
    parkedEvents: z
      .int()
      .describe('How many are not sent again by themselves; each holds back those after it'),
  })
  .meta({ id: 'CountedWebhook', title: 'Webhook with what waits for it' })

export const webhookWithSecretShape = webhookShape
  .extend({
    secret: z.string().describe('What events are signed with, whsec_…; shown here and never again'),
  })
  .meta({ id: 'WebhookWithSecret', title: 'Webhook with its secret' })

export function webhookView(webhook: Webhook, health: WebhookHealth, caller: Caller) {
  const { webhookId: id, description, types, enabled, createdAt, createdBy } = webhook
  const [, before] = webhook.secrets
  return {
    id,
    url: mayChange(caller) ? webhook.url : withoutKeys(webhook.url),
    description,
    types: [...types],
    enabled,
    status: statusOf(webhook, health),
    handshake: handshakeView(health.handshake),
    ...(health.failingSince ? { failing: failingView(health, health.failingSince) } : {}),
    ...(before?.until ? { previousSecretExpires: before.until } : {}),
    createdDateTime: createdAt,
    createdBy: { id: createdBy.id, displayName: createdBy.name },
  }
}

/** What stands in a query is often a key: it is for those who may change the webhook. */
function mayChange(caller: Caller): boolean {
  return isAny(caller, admins) && !isPartner(caller)
}

/** An address for everybody's eyes: which values its query has is left out. */
export function withoutKeys(address: string): string {
  const { origin, pathname, search } = new URL(address)
  const parts = search.slice(1).split('&').filter(Boolean)
  // What has no name is all value.
  const shown = parts.map((part) =>
    part.replace(/^([^=]+)=.*|.*/, (_all, name) => (name ? `${name}=***` : '***')),
  )
  return `${origin}${pathname}${shown.length > 0 ? `?${shown.join('&')}` : ''}`
}

function statusOf({ enabled }: Webhook, { handshake, failures }: WebhookHealth) {
  if (!enabled) return 'Paused'
  if (handshake.state === 'refused') return 'Refused'
  if (failures > 0) return 'Failing'
  return handshake.state === 'pending' ? 'New' : 'Active'
}

function handshakeView(handshake: Handshake) {
  switch (handshake.state) {
    case 'pending':
      return { state: 'Pending' }
    case 'allowed':
      return { state: 'Allowed', dateTime: handshake.at }
    case 'refused':
      return { state: 'Refused', dateTime: handshake.at, ...answerView(handshake) }
  }
}

function failingView(health: WebhookHealth, since: string) {
  const { failures, lastStatus, lastProblem, notBefore } = health
  return {
    since,
    attempts: failures,
    ...answerView({ status: lastStatus, problem: lastProblem }),
    ...(notBefore ? { nextTryDateTime: notBefore } : {}),
  }
}

function answerView({ status, problem }: Pick<NonNullable<Delivery['lastAnswer']>, 'status' | 'problem'>) {
  return { ...(status === null ? {} : { status }), ...(problem === null ? {} : { problem }) }
}

export const deliveryStatuses = ['Waiting', 'Parked', 'Delivered', 'Dropped'] as const
type DeliveryStatus = (typeof deliveryStatuses)[number]

export const stateOfStatus = {
  Waiting: 'waiting',
  Parked: 'parked',
  Delivered: 'delivered',
  Dropped: 'dropped',
} as const satisfies Record<DeliveryStatus, DeliveryState>

const statusOfState = {
  waiting: 'Waiting',
  parked: 'Parked',
  delivered: 'Delivered',
  dropped: 'Dropped',
} as const satisfies Record<DeliveryState, DeliveryStatus>

export const deliveryShape = z
  .object({
    id: z.string().describe('The number of the event in its order'),
    status: z.enum(deliveryStatuses).describe('What has become of it. Extensible'),
    event: eventShape.describe('As it is sent'),
    attempts: z.int().describe('How often it was sent'),
    lastAttempt: z
      .object({
        dateTime: instantShape.describe('When. RFC 3339, UTC'),
        status: status.optional(),
        problem: problem.optional(),
      })
      .optional()
      .describe('What came of it last'),
    createdDateTime: instantShape,
    endedDateTime: instantShape.optional().describe('When it was delivered or dropped. RFC 3339, UTC'),
  })
  .meta({ id: 'WebhookDelivery', title: 'Event for a webhook' })

/** What an event is called in addresses: its place among those about the same thing. */
export function deliveryIdOf({ subject, number }: Pick<Delivery, 'subject' | 'number'>): string {
  return `${subject}-${number}`
}

export function deliveryView(delivery: Delivery) {
  const { state, event, attempts, lastAnswer, createdAt, endedAt } = delivery
  return {
    id: deliveryIdOf(delivery),
    status: statusOfState[state],
    event,
    attempts,
    ...(lastAnswer ? { lastAttempt: { dateTime: lastAnswer.at, ...answerView(lastAnswer) } } : {}),
    createdDateTime: createdAt,
    ...(endedAt ? { endedDateTime: endedAt } : {}),
  }
}
