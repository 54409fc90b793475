import * as z from 'zod'
import type { Json } from '#core/kernel/json.ts'
import { explain, queueNames } from '../dead-letters.ts'
import { door } from '../door.ts'

const lettersMax = 100

export const opsDeadLettersList = door({
  name: 'ops-dead-letters-list',
  method: 'GET',
  route: '/ops/deadLetters',
  summary: 'Messages that no worker could finish, why, and the operation they belong to.',
  tag: 'Ops',
  who: ['operatorReads'],
  scope: 'ops',
  params: z.object({}),
  query: z.strictObject({ queue: z.enum(queueNames).optional() }),
  answers: {
    200: {
      description: `At most ${lettersMax} a queue`,
      body: z.object({
        value: z.array(
          z.object({
            queue: z.string(),
            sequenceNumber: z.string(),
            messageId: z.string(),
            reason: z.string(),
            description: z.string(),
            poison: z.string().optional().describe('Why no retry can help'),
            deliveryCount: z.int(),
            enqueuedDateTime: z.string(),
            tenantId: z.string().optional(),
            operationId: z.string().optional(),
            operationStatus: z.string().optional(),
            body: z.unknown(),
          }),
        ),
      }),
    },
  },
  refusals: [],
  async handle({ world, query }) {
    const value: Json[] = []
    for (const queue of query.queue ? [query.queue] : queueNames) {
      for (const letter of await world.deadLetters.list(queue, lettersMax)) {
        const { tenantId, operation, poison } = await explain(world, letter)
        value.push({
          queue,
          sequenceNumber: letter.sequenceNumber,
          messageId: letter.messageId,
          reason: letter.reason,
          description: letter.description,
          ...(poison === undefined ? {} : { poison }),
          deliveryCount: letter.deliveryCount,
          enqueuedDateTime: letter.enqueuedAt,
          ...(tenantId === undefined ? {} : { tenantId }),
          ...(operation ? { operationId: operation.id, operationStatus: operation.state } : {}),
          body: letter.body as Json,
        })
      }
    }
    return { status: 200, body: { value } }
  },
})
