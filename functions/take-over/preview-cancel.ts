import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { refusePreview } from '#core/subscriptions/standing.ts'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { mailPreview, mailPreviewShape } from './mail-preview.ts'

export const route = tenantRoute({
  summary: 'Who would lose the licence, and the mail that would be sent, without doing it.',
  tag: 'Subscriptions',
  who: adminReaders,
  onlyReads: true,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: {
    200: {
      description: 'The numbers of the operation, if it started now',
      body: z.object({
        usersToRevoke: z.int().describe('Who would lose the licence'),
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
    const { subscription: source } = found
    const refusal = refusePreview('cancel', source)
    if (refusal) return refusal
    const mail = await mailPreview(context, source, 'cancelled', undefined)
    return { status: 200, body: { usersToRevoke: source.seats.assigned, mail } }
  },
})
