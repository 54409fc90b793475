import * as z from 'zod'
import type { DeadLetter, QueueName } from '#core/ports/messages.ts'
import { keepAfterwards, orAnswerOfTwin } from '../http/idempotency.ts'
import { opsRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { resubmitLetter } from './dead-letters.ts'
import { queueShape } from './dead-letters-list.ts'
import { letterShape } from './dead-letters-resubmit.ts'

/** What is answered within the time that a caller waits; those that die again are not among them. */
const lettersPerCall = 100

export const route = opsRoute({
  summary: `Puts dead letters of a queue back on it: those that are named, or the oldest ${lettersPerCall}; ask again while there are more.`,
  tag: 'Ops',
  who: ['operatorManages'],
  params: nothing,
  query: nothing,
  body: z.strictObject({
    queue: queueShape.describe('Where they lie'),
    sequenceNumbers: z
      .array(letterShape.sequenceNumber)
      .min(1)
      .max(lettersPerCall)
      .optional()
      .describe('Only these; one that lies there no more is not counted'),
  }),
  answers: {
    200: {
      description: 'They are on their queue again',
      body: z.object({
        resubmitted: z.int().describe('How many'),
        more: z.boolean().describe('Whether there are others that this call left'),
      }),
    },
  },
  refusals: [],
  handle: (context) =>
    orAnswerOfTwin(context.services, context.idempotency, async () => {
      const { services, body, idempotency } = context
      const { letters, more } = await (body.sequenceNumbers
        ? named(services, body.queue, body.sequenceNumbers)
        : oldest(services, body.queue))
      const cause = idempotency?.id ?? services.ids.next()
      for (const letter of letters) {
        // The same for a repeat, so that duplicate detection drops a second copy.
        await resubmitLetter(context, letter, `resubmit:${cause}:${letter.sequenceNumber}`)
      }
      const answer = { resubmitted: letters.length, more }
      return keepAfterwards(services, idempotency, { status: 200, body: answer })
    }),
})

interface Letters {
  readonly letters: readonly DeadLetter[]
  /** Whether there are others that nobody named. */
  readonly more: boolean
}

async function oldest({ deadLetters }: Services, queue: QueueName): Promise<Letters> {
  const { letters, continuation } = await deadLetters.page(queue, { size: lettersPerCall })
  return { letters, more: continuation !== undefined }
}

async function named(
  { deadLetters }: Services,
  queue: QueueName,
  sequenceNumbers: readonly string[],
): Promise<Letters> {
  const letters: DeadLetter[] = []
  for (const number of new Set(sequenceNumbers)) {
    const letter = await deadLetters.find(queue, number)
    if (letter) letters.push(letter)
  }
  return { letters, more: false }
}
