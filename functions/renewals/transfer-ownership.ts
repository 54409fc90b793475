import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { UserId } from '#core/kernel/ids.ts'
import { isRefusal, refuse, refuseStale } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { User } from '#core/organisation/user.ts'
import { refuseTransfer, transferOwnership } from '#core/renewals/transfer-ownership.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { booksToCredit } from '../billing/books.ts'
import { wakeUpForDue } from '../billing/due-message.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { sendMailsIn } from '../mail/message.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { changedSubscriptionShape, changedSubscriptionView } from '../subscriptions/view.ts'
import { hasUsedTrial } from './has-used-trial.ts'

export const route = tenantRoute({
  summary:
    'Gives a subscription to another person, who pays from the next term on and is asked by mail to add a card.',
  tag: 'Subscriptions',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ userId: guid.describe('The new owner: a member with an enabled account') }),
  needsIfMatch: true,
  answers: { 200: { description: 'As it is now', body: changedSubscriptionShape, headers: ['ETag'] } },
  refusals: [
    'NotFound',
    'UserNotFound',
    'GuestCannotBeAssigned',
    'UserNotActive',
    'TrialUsed',
    'NotSelfService',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'OperationInProgress',
    'PaymentOutcomeUnknown',
  ],
  async handle(context) {
    const { services, caller, person, tenant, params, body, language, traceparent } = context
    const at = services.clock.now()
    const by = actorOf(caller, person)
    let tried = false
    return change(context, caller.tenantId, async () => {
      const found = await findSubscription(context, params.id)
      if (isRefusal(found)) return found
      const { subscription, standing } = found
      const done = (after: Subscription) => ({
        answer: { status: 200, body: changedSubscriptionView(after, standing, language) },
        etagOf: subscription.id,
      })
      // After a lost answer the history has it already.
      const last = subscription.orderHistory.at(-1)
      if (tried && last?.event === 'transferred' && last.at === at && last.by.id === by.id)
        return { writes: [], ...done(subscription) }
      tried = true
      const owner = await services.documents.read<User>(
        caller.tenantId,
        documentId.user(body.userId as UserId),
      )
      if (owner?.type !== 'user') return refuse('UserNotFound', {}, { target: 'userId' })
      // Their own of long ago is no hindrance to keeping it.
      const hadTrial =
        owner.userId !== subscription.purchaserId && (await hasUsedTrial(services, owner, subscription))
      const refusal =
        refuseTransfer(subscription, standing, owner, hadTrial) ?? refuseStale(subscription, context.ifMatch)
      if (refusal) return refusal
      if (subscription.purchaserId === owner.userId) return { writes: [], ...done(subscription) }
      const books = subscription.unpaid
        ? await booksToCredit(services, subscription, subscription.seats.total, dayOf(at), at)
        : undefined
      const auditId = documentId.audit(services.ids.next())
      const telling = { organisation: tenant.displayName, purchaser: owner, traceparent }
      const given = transferOwnership(subscription, owner, { by, at, auditId, ...telling }, books)
      return {
        writes: given.writes,
        ...done(given.after),
        afterwards: async () => {
          await sendMailsIn(services, given.writes)
          if (subscription.unpaid) await wakeUpForDue(services, caller.tenantId, services.ids.next())
        },
      }
    })
  },
})
