import * as z from 'zod'
import type { OperationId, UserId } from '#core/kernel/ids.ts'
import { isRefusal, type RefusalOf, refuse, refuseStale } from '#core/kernel/refusals.ts'
import { refuseAction } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { planMove } from '#core/take-over/plan.ts'
import { startMove } from '#core/take-over/start-move.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { confirm, guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { whenShape } from '../http/when.ts'
import type { Services } from '../jobs/job.ts'
import { accepted, acceptedHeaders } from '../operations/accepted.ts'
import { actionsOn } from '../operations/actions.ts'
import { operationShape } from '../operations/view.ts'
import { holdersAmong } from '../seats/holders.ts'
import { findSubscriptions } from '../subscriptions/find.ts'
import { oneTarget, seatsFor, targetGiven, targetIdFor } from './target.ts'

export const route = tenantRoute({
  summary: 'Moves the users into another subscription; when all move, the emptied one is deleted.',
  tag: 'Subscriptions',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z
    .strictObject({
      ...targetGiven,
      userIds: z.array(guid).min(1).max(20_000).optional().describe('Only these; the source then stays.'),
      confirm,
      reason: z.string().max(500).optional().describe('One of the reasons, or the administrator’s own words'),
      startAt: whenShape.optional(),
    })
    .refine(...oneTarget),
  needsIfMatch: true,
  answers: { 202: { description: 'Started, or planned', body: operationShape, headers: acceptedHeaders } },
  refusals: [
    'NotFound',
    'UserNotFound',
    'ConfirmationRequired',
    'TakeControlRequired',
    'NotSelfService',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'OperationInProgress',
    'PaymentOutcomeUnknown',
    'SingleUserSubscription',
    'TargetIsSource',
    'TargetNotSuitable',
    'NotEnoughLicenses',
  ],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, params, body } = context
      const userIds = body.userIds && ([...new Set(body.userIds)] as UserId[])
      const targetId = await targetIdFor(
        context,
        params.id,
        body,
        userIds,
        (source, standing) =>
          refuseAction('moveUsers', source, standing) ?? refuseStale(source, context.ifMatch),
      )
      if (isRefusal(targetId)) return targetId
      const found = await findSubscriptions(context, [params.id, targetId])
      if (isRefusal(found)) return found
      const [{ subscription: source, standing }, { subscription: target }] = found
      const stranger = userIds && (await refuseStrangers(services, source, userIds))
      const request = {
        operationId: services.ids.next() as OperationId,
        by: actorOf(context.caller, context.person),
        at: services.clock.now(),
        ifMatch: context.ifMatch,
        reason: body.reason ?? 'movedToCentral',
        traceparent: context.traceparent,
        target,
        ...(userIds ? { userIds } : {}),
      }
      const started = body.startAt
        ? planMove(source, standing, request, body.startAt)
        : startMove(source, standing, {
            ...request,
            ...(await seatsFor(services, source, target, userIds)),
          })
      // Who is not on the source is told only to a caller whose request is otherwise in order.
      if (isRefusal(started)) return started.refused === 'NotEnoughLicenses' ? (stranger ?? started) : started
      return stranger ?? accepted(services, started, actionsOn(context, started.operation, source))
    }),
})

async function refuseStrangers(
  services: Services,
  source: Subscription,
  userIds: readonly UserId[],
): Promise<RefusalOf<'UserNotFound'> | undefined> {
  const holders = await holdersAmong(services, source, userIds)
  const missing = userIds.filter((userId) => !holders.has(userId)).length
  if (missing === 0) return undefined
  return refuse('UserNotFound', { missing, of: userIds.length }, { target: 'userIds' })
}
