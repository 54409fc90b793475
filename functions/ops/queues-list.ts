import * as z from 'zod'
import { rowsAnswer } from '../http/paging.ts'
import { opsRoute } from '../http/route.ts'
import { instantShape, listOf, nothing, paging } from '../http/shapes.ts'

export const route = opsRoute({
  summary: 'How much waits in each queue, and how many dead letters it has.',
  tag: 'Ops',
  who: ['operatorReads'],
  params: nothing,
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of queues',
      body: listOf(
        z
          .object({
            queue: z.string().describe('Its name'),
            active: z.int().describe('Messages that wait'),
            deadLettered: z.int().describe('Messages that were given up'),
            atLeast: z.boolean().describe('Counting stopped: there are so many or more'),
            oldestDateTime: instantShape
              .optional()
              .describe('Since when the oldest of those that wait can be taken. RFC 3339, UTC'),
          })
          .meta({ id: 'Queue', title: 'Queue' }),
      ),
    },
  },
  refusals: [],
  async handle(context) {
    const counts = await context.services.deadLetters.counts()
    return rowsAnswer(
      context,
      counts.map(({ oldestAt, ...row }) => ({ ...row, ...(oldestAt ? { oldestDateTime: oldestAt } : {}) })),
    )
  },
})
