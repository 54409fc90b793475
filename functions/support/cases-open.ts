import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { SupportCaseId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { caseKinds, openCase } from '#core/support/support-case.ts'
import { actorOf, admins, buyers } from '../http/caller.ts'
import { linkTo } from '../http/links.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nameShape, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { changedCaseShape, changedCaseView } from './view.ts'

export const route = tenantRoute({
  summary:
    'Asks customer support about a self-service subscription: its purchaser, or an administrator, who may ask to cancel it. The purchaser has standard support, and no premier incident is used.',
  tag: 'Subscriptions',
  who: [...buyers, ...admins],
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({
    subscriptionId: guid.describe('What it is about'),
    kind: z
      .enum(caseKinds)
      .describe('`cancelSubscription` is carried out by support where an administrator asks for it'),
    subject: nameShape.max(200).describe('In a line'),
    description: z.string().trim().min(1).max(4_000).describe('In full; the purchaser can read it'),
  }),
  answers: { 201: { description: 'The case', body: changedCaseShape, headers: ['ETag', 'Location'] } },
  refusals: [
    'NotFound',
    'Forbidden',
    'NotSelfService',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'OperationInProgress',
    'PaymentOutcomeUnknown',
  ],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, person, tenant, body } = context
      const found = await findSubscription(context, body.subscriptionId)
      if (isRefusal(found)) return found
      const id = services.ids.next() as SupportCaseId
      const { kind, subject, description } = body
      const opened = openCase(found.subscription, found.standing, {
        ...{ id, kind, subject, description, organisation: tenant.displayName },
        by: actorOf(caller, person),
        at: services.clock.now(),
        auditId: documentId.audit(services.ids.next()),
      })
      if (isRefusal(opened)) return opened
      const location = linkTo(services, `/tenants/${caller.tenantId}/supportCases/${id}`)
      return {
        writes: opened.writes,
        answer: {
          status: 201,
          body: changedCaseView(opened.supportCase),
          headers: { Location: location },
        },
        etagOf: id,
        creates: id,
      }
    }),
})
