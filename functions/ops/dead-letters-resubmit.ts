import * as z from 'zod'
import { notFound } from '#core/kernel/refusals.ts'
import { keepAfterwards, orAnswerOfTwin } from '../http/idempotency.ts'
import { expected } from '../http/messages/messages.ts'
import { opsRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'
import { resubmitLetter } from './dead-letters.ts'
import { queueShape } from './dead-letters-list.ts'

/** Names one dead letter, as the list shows it. */
export const letterShape = {
  queue: queueShape.describe('Where it lies'),
  sequenceNumber: z
    .string()
    .regex(/^\d{1,19}$/, expected('digits'))
    .describe('Its number there'),
}

export const route = opsRoute({
  summary:
    'Puts a dead letter back on its queue: the copy goes out first, so it can be repeated but not lost.',
  tag: 'Ops',
  who: ['operatorManages'],
  params: nothing,
  query: nothing,
  body: z.strictObject(letterShape),
  answers: {
    200: {
      description: 'On its queue again',
      body: z.object({ messageId: z.string().describe('The id of the copy') }),
    },
  },
  refusals: ['NotFound'],
  handle: (context) =>
    orAnswerOfTwin(context.services, context.idempotency, async () => {
      const { services, body, idempotency } = context
      const letter = await services.deadLetters.find(body.queue, body.sequenceNumber)
      if (!letter) return notFound()
      // The same for a repeat, so that duplicate detection drops a second copy.
      const messageId = `resubmit:${idempotency?.id ?? services.ids.next()}`
      if (!(await resubmitLetter(context, letter, messageId))) return notFound()
      return keepAfterwards(services, idempotency, { status: 200, body: { messageId } })
    }),
})
