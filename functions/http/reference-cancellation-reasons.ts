import * as z from 'zod'
import { cancellationReasons } from '#core/subscriptions/cancellation-reasons.ts'
import { door, nothing } from '../door.ts'
import { rowsAnswer } from '../paging.ts'
import { listOf, paging } from '../views/shapes.ts'

export const referenceCancellationReasons = door({
  name: 'reference-cancellation-reasons',
  method: 'GET',
  route: '/reference/cancellationReasons',
  summary: 'The reasons to choose from when a subscription is cancelled, in the order to show.',
  tag: 'Reference',
  who: 'anyone',
  scope: 'public',
  params: nothing,
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'Reasons',
      body: listOf(z.object({ id: z.string(), label: z.string() }).meta({ id: 'CancellationReason' })),
    },
  },
  refusals: [],
  async handle(call) {
    return rowsAnswer(
      call,
      cancellationReasons.map(({ id, label }) => ({ id, label: label[call.language] })),
    )
  },
})
