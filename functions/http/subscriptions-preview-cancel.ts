import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { refuseJobOn } from '#core/subscriptions/standing.ts'
import { adminReaders } from '../caller.ts'
import { door, guid, nothing } from '../door.ts'
import { mailPreview, mailPreviewShape } from '../mail-preview.ts'
import { findSubscription } from '../subscriptions.ts'

export const subscriptionsPreviewCancel = door({
  name: 'subscriptions-preview-cancel',
  method: 'POST',
  route: '/tenants/{t}/subscriptions/{id}/previewCancel',
  summary: 'Who would lose the licence, and the mail that would be sent, without doing it.',
  tag: 'Subscriptions',
  who: adminReaders,
  scope: 'tenant',
  onlyReads: true,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: {
    200: {
      description: 'The numbers of the operation, if it started now',
      body: z.object({ usersToRevoke: z.int(), mail: mailPreviewShape }),
    },
  },
  refusals: ['NotFound', 'NotSelfService', 'SubscriptionDeleted', 'OperationInProgress'],
  async handle(call) {
    const source = await findSubscription(call, call.params.id)
    if (isRefusal(source)) return source
    const refusal = refuseJobOn(source)
    if (refusal) return refusal
    const mail = await mailPreview(call, source, 'cancelled', undefined)
    return { status: 200, body: { usersToRevoke: source.seats.assigned, mail } }
  },
})
