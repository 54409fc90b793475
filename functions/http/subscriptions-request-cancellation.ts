import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { productName } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { newMail } from '#core/mail/compose.ts'
import type { User } from '#core/organisation/user.ts'
import { refuseJobOn } from '#core/subscriptions/standing.ts'
import { actorOf, admins } from '../caller.ts'
import { createOnce } from '../change.ts'
import { door, guid, nothing } from '../door.ts'
import { findSubscription } from '../subscriptions.ts'
import { sendMailOf } from '../workers/mail-messages.ts'

export const subscriptionsRequestCancellation = door({
  name: 'subscriptions-request-cancellation',
  method: 'POST',
  route: '/tenants/{t}/subscriptions/{id}/requestCancellation',
  summary: 'Asks the purchaser by mail to cancel; nothing else changes.',
  tag: 'Subscriptions',
  who: admins,
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: {
    202: { description: 'The mail is on its way', body: z.object({ mailId: z.string(), to: z.string() }) },
  },
  refusals: ['NotFound', 'NotSelfService', 'SubscriptionDeleted', 'OperationInProgress'],
  handle: (call) =>
    createOnce(call, call.caller.tenantId, async () => {
      const { world, caller, person, tenant, params, traceparent } = call
      const subscription = await findSubscription(call, params.id)
      if (isRefusal(subscription)) return subscription
      const refusal = refuseJobOn(subscription)
      if (refusal) return refusal
      const purchaser = await world.documents.read<User>(
        tenant.tenantId,
        documentId.user(subscription.purchaserId),
      )
      const by = actorOf(caller, person)
      const at = world.clock.now()
      const cause = world.ids.next()
      const mail = newMail({
        kind: 'requestToCancel',
        cause,
        subscription,
        purchaser,
        organisation: tenant.displayName,
        productName: productName(subscription.productId),
        targetProductName: null,
        seats: subscription.seats.assigned,
        decidedBy: by.name,
        reason: 'movedToCentral',
        operationId: null,
        traceparent,
        at,
      })
      const audit = auditEntry(documentId.audit(cause), 'subscription.cancellationRequested', by, at, {
        subscription,
      })
      return {
        writes: [
          { kind: 'create', document: mail },
          { kind: 'create', document: audit },
        ],
        answer: { status: 202, body: { mailId: mail.id, to: mail.to.address } },
        creates: mail.id,
        afterwards: () => sendMailOf(world, tenant.tenantId, cause),
      }
    }),
})
