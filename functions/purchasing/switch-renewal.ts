import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import { changeRenewal, decideRenewal } from '#core/renewals/change-renewal.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { booksToCredit } from '../billing/books.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import type { Reply } from '../http/reply.ts'
import { change } from '../http/transaction.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { changedSubscriptionView } from '../subscriptions/view.ts'

/** Whether another term follows; it is its purchaser's to say also when administrators have taken control. */
export function switchRenewal(context: TenantContext<{ id: string }>, autoRenew: boolean): Promise<Reply> {
  const { services, caller, person, language } = context
  const at = services.clock.now()
  const by = actorOf(caller, person)
  let tried = false
  return change(context, caller.tenantId, async () => {
    const found = await findSubscription(context, context.params.id)
    if (isRefusal(found)) return found
    const { subscription, standing } = found
    const done = (after: Subscription) => ({
      answer: { status: 200, body: changedSubscriptionView(after, standing, language) },
      etagOf: subscription.id,
    })
    // After a lost answer the history has it already.
    const last = subscription.orderHistory.at(-1)
    const happened = last?.at === at && last.by.id === by.id && last.autoRenew === autoRenew
    if (tried && happened) return { writes: [], ...done(subscription) }
    tried = true
    const decided = decideRenewal(subscription, standing, { autoRenew, ifMatch: context.ifMatch })
    if (isRefusal(decided)) return decided
    if (decided.change === 'none') return { writes: [], ...done(subscription) }
    const { unpaid, seats } = subscription
    const books = unpaid ? await booksToCredit(services, subscription, seats.total, dayOf(at), at) : undefined
    const auditId = documentId.audit(services.ids.next())
    const changed = changeRenewal(subscription, { autoRenew, by, at, auditId }, books)
    return { writes: changed.writes, ...done(changed.after) }
  })
}
