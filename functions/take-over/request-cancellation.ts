import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { productName } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { newMail } from '#core/mail/compose.ts'
import type { User } from '#core/organisation/user.ts'
import { refuseAction } from '#core/subscriptions/standing.ts'
import {
  type CancellationRequest,
  refuseSecondRequest,
  rememberRequest,
} from '#core/take-over/cancellation-request.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { sendMailOf } from '../mail/message.ts'
import { findSubscription } from '../subscriptions/find.ts'

export const route = tenantRoute({
  summary: 'Asks the purchaser by mail to cancel, once a week at most; nothing else changes.',
  tag: 'Subscriptions',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: {
    202: {
      description: 'The mail is on its way',
      body: z.object({
        mailId: z.string().describe('The mail, as operators see it'),
        to: z.string().describe('The address that it goes to'),
      }),
    },
  },
  refusals: [
    'NotFound',
    'NotSelfService',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'OperationInProgress',
    'CancellationAlreadyRequested',
  ],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, person, tenant, params, traceparent } = context
      const found = await findSubscription(context, params.id)
      if (isRefusal(found)) return found
      const { subscription, standing } = found
      const at = services.clock.now()
      const [last, purchaser] = await Promise.all([
        services.documents.read<CancellationRequest>(
          tenant.tenantId,
          documentId.cancellationRequest(subscription.id, subscription.purchaserId),
        ),
        services.documents.read<User>(tenant.tenantId, documentId.user(subscription.purchaserId)),
      ])
      const refusal =
        refuseAction('requestCancellation', subscription, standing) ??
        refuseSecondRequest(last, subscription, at)
      if (refusal) return refusal
      const by = actorOf(caller, person)
      const cause = services.ids.next()
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
          rememberRequest(last, subscription, by, at),
        ],
        answer: { status: 202, body: { mailId: mail.id, to: mail.to.address } },
        creates: mail.id,
        afterwards: () => sendMailOf(services, tenant.tenantId, cause),
      }
    }),
})
