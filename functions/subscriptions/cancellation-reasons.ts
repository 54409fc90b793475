import * as z from 'zod'
import { cancellationReasons } from '#core/subscriptions/cancellation-reasons.ts'
import { rowsAnswer } from '../http/paging.ts'
import { publicRoute } from '../http/route.ts'
import { listOf, nothing, paging } from '../http/shapes.ts'

export const route = publicRoute({
  summary: 'The reasons to choose from when a subscription is cancelled, in the order to show.',
  tag: 'Reference',
  params: nothing,
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'Reasons',
      body: listOf(
        z
          .object({
            id: z.string().describe('What a cancel takes as its reason'),
            label: z.string().describe('In the language of the request'),
          })
          .meta({ id: 'CancellationReason', title: 'Reason to cancel' }),
      ),
    },
  },
  refusals: [],
  async handle(context) {
    return rowsAnswer(
      context,
      cancellationReasons.map(({ id, label }) => ({ id, label: label[context.language] })),
    )
  },
})
