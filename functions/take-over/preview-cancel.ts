import * as z from 'zod'
import { creditSeats, sumOf } from '#core/billing/credit.ts'
import { isRefusal, notFound } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import { refusePreview } from '#core/subscriptions/standing.ts'
import { adminReaders, buyers } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { amountsShape, amountsView, guid, nothing } from '../http/shapes.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { mailPreview, mailPreviewShape } from './mail-preview.ts'

export const route = tenantRoute({
  summary:
    'Who would lose the licence, what would go back to the card, and the mail that would be sent, without doing it.',
  tag: 'Subscriptions',
  who: [...buyers, ...adminReaders],
  onlyReads: true,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: {
    200: {
      description: 'The numbers of the operation, if it started now',
      body: z.object({
        usersToRevoke: z.int().describe('Who would lose the licence'),
        credited: amountsShape
          .optional()
          .describe('What goes back, by the day within seven days after it was bought or renewed'),
        mail: mailPreviewShape.describe('The mail that would be sent'),
      }),
    },
  },
  refusals: [
    'NotFound',
    'NotSelfService',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'OperationInProgress',
    'PaymentOutcomeUnknown',
  ],
  async handle(context) {
    const found = await findSubscription(context, context.params.id)
    if (isRefusal(found)) return found
    const { subscription: source, standing } = found
    // Who may only assign has no business with what it costs.
    if (!standing.purchaser && !standing.reader) return notFound()
    const refusal = refusePreview('cancel', source)
    if (refusal) return refusal
    const today = dayOf(context.services.clock.now())
    const credited = sumOf(creditSeats(source, source.seats.total, today).credited)
    const mail = await mailPreview(context, source, 'cancelled', undefined)
    return {
      status: 200,
      body: {
        usersToRevoke: source.seats.assigned,
        ...(credited ? { credited: amountsView(credited) } : {}),
        mail,
      },
    }
  },
})
