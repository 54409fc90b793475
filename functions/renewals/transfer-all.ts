import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId, TenantId, UserId } from '#core/kernel/ids.ts'
import { isRefusal, notFound, refuse } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import {
  type Owner,
  ownerOf,
  startTransfer,
  transferable,
  transfersMax,
} from '#core/renewals/transfer-all.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { confirm, guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import type { Services } from '../jobs/job.ts'
import { accepted, acceptedHeaders } from '../operations/accepted.ts'
import { actionsOn } from '../operations/actions.ts'
import { operationShape } from '../operations/view.ts'

export const route = tenantRoute({
  summary:
    'Gives all subscriptions that somebody bought to another person: for leavers, 1,000 at a time. Each has its own outcome; who has them then pays from the next term on.',
  tag: 'Subscriptions',
  who: admins,
  params: z.object({ t: guid, userId: guid.describe('Who bought them: their object id') }),
  query: nothing,
  body: z.strictObject({
    userId: guid.describe('The new owner: a member with an enabled account'),
    confirm,
  }),
  answers: { 202: { description: 'Started', body: operationShape, headers: acceptedHeaders } },
  refusals: [
    'NotFound',
    'UserNotFound',
    'ConfirmationRequired',
    'GuestCannotBeAssigned',
    'UserNotActive',
    'NothingToTransfer',
  ],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, params, body } = context
      const { tenantId } = caller
      const [former, to] = await services.documents.readTogether<[User, User]>(tenantId, [
        documentId.user(params.userId as UserId),
        documentId.user(body.userId as UserId),
      ])
      const subscriptions = await boughtBy(services, tenantId, params.userId as UserId)
      const from = former ? ownerOf(former) : formerOwner(params.userId as UserId, subscriptions)
      // Nobody knows them, and nothing of theirs is left.
      if (!from) return notFound()
      if (to?.type !== 'user') return refuse('UserNotFound', {}, { target: 'userId' })
      const started = startTransfer({
        operationId: services.ids.next() as OperationId,
        subscriptions,
        from,
        to,
        by: actorOf(caller, context.person),
        at: services.clock.now(),
        traceparent: context.traceparent,
      })
      if (isRefusal(started)) return started
      return accepted(services, started, actionsOn(context, started.operation, undefined))
    }),
})

/** All of it, and of more than one operation takes one more at least; a page of the store may be short. */
async function boughtBy(
  { documents }: Pick<Services, 'documents'>,
  tenantId: TenantId,
  userId: UserId,
): Promise<readonly Subscription[]> {
  const found: Subscription[] = []
  for await (const { items } of documents.pages<Subscription>(tenantId, transferable(userId), transfersMax)) {
    found.push(...items)
    if (found.length > transfersMax) break
  }
  return found
}

/** Of an account that is gone their subscriptions still have the name. */
function formerOwner(userId: UserId, [first]: readonly Subscription[]): Owner | undefined {
  return first && { userId, displayName: first.purchaserName, userPrincipalName: '' }
}
