import * as z from 'zod'
import { keepAfterwards, orAnswerOfTwin } from '../http/idempotency.ts'
import { opsRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'
import { resubmitLetter } from './dead-letters.ts'
import { queueShape } from './dead-letters-list.ts'

/** What is answered within the time that a caller waits; those that die again are not among them. */
const lettersPerCall = 100

export const route = opsRoute({
  summary: `Puts the dead letters of a queue back on it, the oldest ${lettersPerCall} of them; ask again while there are more.`,
  tag: 'Ops',
  who: ['operatorManages'],
  params: nothing,
  query: nothing,
  body: z.strictObject({ queue: queueShape.describe('Where they lie') }),
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
      const page = await services.deadLetters.page(body.queue, { size: lettersPerCall })
      const cause = idempotency?.id ?? services.ids.next()
      for (const letter of page.letters) {
        // The same for a repeat, so that duplicate detection drops a second copy.
        await resubmitLetter(context, letter, `resubmit:${cause}:${letter.sequenceNumber}`)
      }
      const answer = { resubmitted: page.letters.length, more: page.continuation !== undefined }
      return keepAfterwards(services, idempotency, { status: 200, body: answer })
    }),
})
