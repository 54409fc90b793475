import * as z from 'zod'
import type { Json } from '#core/kernel/json.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import type { DeadLetter, QueueName } from '#core/ports/messages.ts'
import { pageAnswer } from '../http/paging.ts'
import { opsRoute } from '../http/route.ts'
import { instantShape, listOf, nothing, paging } from '../http/shapes.ts'
import type { Explained, Services } from '../jobs/job.ts'
import { jobs } from '../jobs.ts'
import { givesUp, judge } from './dead-letters.ts'

export const queueShape = z.enum(jobs.queues as [QueueName, ...QueueName[]])

export const route = opsRoute({
  summary:
    'Messages that no worker could finish, why, and the operation they belong to; queue by queue, oldest first.',
  tag: 'Ops',
  who: ['operatorReads'],
  params: nothing,
  query: z.strictObject({ ...paging, queue: queueShape.optional().describe('Of this queue only') }),
  answers: {
    200: {
      description: 'A page of dead letters',
      body: listOf(
        z
          .object({
            queue: z.string().describe('Where it lies'),
            sequenceNumber: z.string().describe('Its number there'),
            messageId: z.string().describe('As it was sent'),
            reason: z.string().describe('Why it was given up'),
            description: z.string().describe('More on that'),
            poison: z.string().optional().describe('Why no retry can help'),
            deliveryCount: z.int().describe('How often it was tried'),
            enqueuedDateTime: instantShape.describe('When it was sent. RFC 3339, UTC'),
            tenantId: z.string().optional().describe('Whose it is, where that can be told'),
            operationId: z.string().optional().describe('What it belongs to'),
            operationStatus: z.string().optional().describe('How that is'),
            dropFailsOperation: z
              .boolean()
              .optional()
              .describe('Whether dropping it gives the operation up; one that runs well goes on'),
            body: z.unknown().describe('What it says'),
          })
          .meta({ id: 'DeadLetter', title: 'Dead letter' }),
      ),
    },
  },
  refusals: [],
  handle(context) {
    const { services, query } = context
    const queues = query.queue ? [query.queue] : services.jobs.queues
    return pageAnswer(context, async ({ size, continuation }) => {
      const place = placeFrom(continuation, queues)
      const rows: Json[] = []
      while (place.queue !== undefined && rows.length < size) {
        const { letters, continuation: more } = await services.deadLetters.page(place.queue, {
          size: size - rows.length,
          ...(place.from === undefined ? {} : { continuation: place.from }),
        })
        for (const letter of letters) rows.push(await view(services, letter))
        place.from = more
        if (more === undefined) place.queue = queues[queues.indexOf(place.queue) + 1]
      }
      return { rows, continuation: place.queue && `${place.queue} ${place.from ?? ''}` }
    })
  },
})

/** The queue to go on with, and where in it. */
interface Place {
  queue: QueueName | undefined
  from: string | undefined
}

function placeFrom(continuation: string | undefined, queues: readonly QueueName[]): Place {
  if (continuation === undefined) return { queue: queues[0], from: undefined }
  const [queue = '', from] = continuation.split(' ')
  if (!queues.includes(queue)) throw new UnknownContinuation()
  return { queue, from: from || undefined }
}

const noOperation: Pick<Explained, 'operation' | 'sequence'> = {}

async function view(services: Services, letter: DeadLetter): Promise<Json> {
  const judged = await judge(services, letter)
  const { operation, sequence } = 'poison' in judged ? noOperation : judged
  return {
    queue: letter.queue,
    sequenceNumber: letter.sequenceNumber,
    messageId: letter.messageId,
    reason: letter.reason,
    description: letter.description,
    ...('poison' in judged ? { poison: judged.poison } : {}),
    deliveryCount: letter.deliveryCount,
    enqueuedDateTime: letter.enqueuedAt,
    ...(judged.tenantId === undefined ? {} : { tenantId: judged.tenantId }),
    ...(operation
      ? {
          operationId: operation.id,
          operationStatus: operation.state,
          dropFailsOperation: givesUp(services, operation, sequence),
        }
      : {}),
    body: letter.body as Json,
  }
}
