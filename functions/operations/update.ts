import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import { isRefusal, notFound, refuseStale } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import { momentOf, reschedule, type When } from '#core/operations/plan.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { whenShape } from '../http/when.ts'
import { actionsOnEach, commanders, refuseCommand } from './actions.ts'
import { findOperation } from './find.ts'
import { operationShape, operationView } from './view.ts'
import { wakeAtItsTime } from './wake-at-its-time.ts'

export const route = tenantRoute({
  summary: 'Gives a planned operation another time, as long as it has not begun.',
  tag: 'Operations',
  who: commanders,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ startAt: whenShape }),
  needsIfMatch: true,
  answers: { 200: { description: 'The operation, changed', body: operationShape, headers: ['ETag'] } },
  refusals: [
    'NotFound',
    'Forbidden',
    'TakeControlRequired',
    'UnderAdminControl',
    'OperationFinished',
    'OperationInProgress',
  ],
  handle(context) {
    const { services, caller, person, params, ifMatch, body } = context
    const { tenantId } = caller
    let tried = false
    return change(context, tenantId, async () => {
      const before = await findOperation(context, params.id)
      if (isRefusal(before)) return before
      const subscription = await services.documents.read<Subscription>(tenantId, before.subscriptionId)
      const refused = refuseCommand(context, before, subscription)
      if (refused) return refused
      const startAt = await startOf(context, before, body.startAt)
      if (startAt === undefined) return notFound()
      const by = actorOf(caller, person)
      const changed = reschedule<Operation>(before, {
        when: body.startAt,
        startAt,
        by,
        at: services.clock.now(),
      })
      if (isRefusal(changed)) return changed
      // After a lost answer it is planned as this request made it.
      const stale = tried && changed.writes.length === 0 ? undefined : refuseStale(before, ifMatch)
      if (stale) return stale
      tried = true
      const { operation, writes } = changed
      const [actions = []] = await actionsOnEach(context, [operation])
      return {
        writes,
        answer: { status: 200, body: operationView(services, operation, actions) },
        etagOf: operation.id,
        ...(writes.length > 0 ? { afterwards: () => wakeAtItsTime(services, operation) } : {}),
      }
    })
  },
})

/** The end of the terms that run now, where that is meant. */
async function startOf(
  { services }: TenantContext,
  operation: Operation,
  when: When,
): Promise<Instant | undefined> {
  if (when !== 'endOfTerm') return when
  const ids =
    operation.kind === 'consolidate'
      ? operation.children.map(({ subject }) => subject.id)
      : [operation.subscriptionId]
  const read = await services.documents.readTogether<Subscription[]>(operation.tenantId, ids)
  const present = read.filter((one) => one !== undefined && one.state !== 'deleted')
  return present.length === 0 ? undefined : momentOf(when, present)
}
