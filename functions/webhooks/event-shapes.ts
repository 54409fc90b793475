import * as z from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { type EventType, eventChanges, eventTypes, testType } from '#core/webhooks/event.ts'
import { instantShape, personRefShape } from '../http/shapes.ts'

/** CloudEvents 1.0 in structured JSON, as receivers get it. */
export const eventShape = z
  .object({
    specversion: z.literal('1.0').describe('The version of CloudEvents'),
    id: z.string().describe('The same for every try: by it a repeat is told'),
    source: z.url().describe('The organisation, as an address of this API'),
    type: z.enum([...eventTypes, testType]).describe('What happened. Extensible'),
    subject: z
      .string()
      .optional()
      .describe('subscriptions/{id}: below the source. Absent where it is about no subscription'),
    time: instantShape.describe('When it happened. RFC 3339, UTC'),
    datacontenttype: z.literal('application/json').describe('What data is'),
    data: z
      .object({
        tenantId: z.string().describe('The organisation'),
        subscriptionId: z.string().nullable().describe('What it is about'),
        productId: z.string().nullable().describe('Of which product'),
        operationId: z.string().nullable().describe('The operation that did it, where one did'),
        change: z
          .enum(eventChanges)
          .optional()
          .describe('What happened, where the type alone does not tell. Extensible'),
        by: personRefShape.describe('Who did it; seatwarden where time did'),
        facts: z
          .record(z.string(), z.unknown())
          .describe('The details, as the audit trail has them. Extensible'),
      })
      .describe('What happened'),
  })
  .meta({ id: 'Event', title: 'Event', description: 'A CloudEvent, in structured JSON' })

/** What each type tells, in a sentence. */
export const told: Readonly<Record<EventType | typeof testType, string>> = {
  'subscription.purchased': 'A subscription was bought, by self-service or centrally.',
  'subscription.changed':
    'How many licences it has, whether it renews, or who owns it was changed; or a take-over was undone.',
  'subscription.controlTaken': 'Administrators have taken control of a subscription.',
  'subscription.moved': 'All users that were to leave a subscription have moved to another one.',
  'subscription.cancelled': 'A subscription was cancelled, or a sign-up deleted.',
  'subscription.renewed': 'A new term has begun, or what was owed was paid.',
  'subscription.declined': 'The card was declined when the term was to be renewed.',
  'subscription.expired':
    'The term is over; or, later, its licences do not work any more, or it is gone for good. `change` tells which.',
  'subscription.orphaned': 'Whoever bought it has left the organisation.',
  'subscription.requestApproved': 'A request for licences was approved, for some of its users or for all.',
  'policy.changed': 'Who may buy what, or what holds for data, was changed.',
  'webhook.test': 'Nothing happened: somebody tries the webhook.',
}

const signing = z.object({
  'webhook-id': z.string().describe('The id of the event'),
  'webhook-timestamp': z.string().describe('When it was sent, in seconds since 1970'),
  'webhook-signature': z.string().describe('As Standard Webhooks says; two while the secret changes'),
})

/** What receivers are sent, for the OpenAPI document. */
export const webhookPaths: ZodOpenApiPathsObject = Object.fromEntries(
  ([...eventTypes, testType] as const).map((type) => [
    type,
    {
      post: {
        operationId: type,
        summary: told[type],
        tags: ['Webhooks'],
        security: [],
        requestParams: { header: signing },
        requestBody: {
          required: true,
          content: { 'application/cloudevents+json': { schema: eventShape } },
        },
        responses: {
          '204': { description: 'Taken: any status from 200 to 299 says so' },
          '410': { description: 'Not wanted, now or later: it is parked at once' },
          default: { description: 'Not taken: it is sent again later' },
        },
      },
    },
  ]),
)
