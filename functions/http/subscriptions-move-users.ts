import * as z from 'zod'
import type { OperationId, UserId } from '#core/kernel/ids.ts'
import { isRefusal, notFound, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { refuseAsTarget, startMove } from '#core/take-over/start-move.ts'
import { actorOf, admins } from '../caller.ts'
import { createOnce } from '../change.ts'
import { type Call, door, guid, nothing } from '../door.ts'
import { accepted } from '../long-work.ts'
import { countHolding } from '../move-count.ts'
import { findSubscription, holdersAmong } from '../subscriptions.ts'
import { operationShape } from '../views/operation.ts'
import { confirm } from '../views/shapes.ts'

const body = z.strictObject({
  targetSubscriptionId: guid,
  userIds: z.array(guid).min(1).max(20_000).optional().describe('Only these; the source then stays.'),
  confirm,
  reason: z.string().max(500).optional(),
})

export const subscriptionsMoveUsers = door({
  name: 'subscriptions-move-users',
  method: 'POST',
  route: '/tenants/{t}/subscriptions/{id}/moveUsers',
  summary: 'Moves the users into another subscription; when all move, the emptied one is deleted.',
  tag: 'Subscriptions',
  who: admins,
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body,
  needsIfMatch: true,
  answers: { 202: { description: 'Started', body: operationShape } },
  refusals: [
    'NotFound',
    'UserNotFound',
    'ConfirmationRequired',
    'PreconditionRequired',
    'PreconditionFailed',
    'TakeControlRequired',
    'NotSelfService',
    'SubscriptionDeleted',
    'OperationInProgress',
    'SingleUserSubscription',
    'TargetIsSource',
    'TargetNotSuitable',
    'NotEnoughLicenses',
  ],
  handle: (call) =>
    createOnce(call, call.caller.tenantId, async () => {
      const { world, params } = call
      const source = await findSubscription(call, params.id)
      if (isRefusal(source)) return source
      const target = await findSubscription(call, call.body.targetSubscriptionId)
      if (isRefusal(target)) return notFound()
      const userIds = call.body.userIds && ([...new Set(call.body.userIds)] as UserId[])
      const stranger = userIds && (await refuseStrangers(call, source, userIds))
      const seatsNeeded = await seatsFor(call, source, target, userIds)
      const started = startMove(source, {
        operationId: world.ids.next() as OperationId,
        by: actorOf(call.caller, call.person),
        at: world.clock.now(),
        ifMatch: call.ifMatch,
        reason: call.body.reason ?? 'movedToCentral',
        feedback: null,
        traceparent: call.traceparent,
        target,
        seatsNeeded,
        ...(userIds ? { userIds } : {}),
      })
      // Who is not on the source is told only to a caller whose request is otherwise in order.
      if (isRefusal(started)) return started.refused === 'NotEnoughLicenses' ? (stranger ?? started) : started
      return stranger ?? accepted(world, started)
    }),
})

async function refuseStrangers(
  { world }: Call,
  source: Stored<Subscription>,
  userIds: readonly UserId[],
): Promise<Refusal<'UserNotFound'> | undefined> {
  const holders = await holdersAmong(world, source, userIds)
  const missing = userIds.filter((userId) => !holders.has(userId)).length
  if (missing === 0) return undefined
  return refuse(
    'UserNotFound',
    `${missing} of the ${userIds.length} users hold no licence of this subscription.`,
    {
      target: 'userIds',
    },
  )
}

/** All users at first sight; who already holds the target is counted only when the seats would not do. */
async function seatsFor(
  { world }: Call,
  source: Stored<Subscription>,
  target: Stored<Subscription>,
  userIds: readonly UserId[] | undefined,
): Promise<number> {
  const users = userIds?.length ?? source.seats.assigned
  if (target.seats.available >= users || refuseAsTarget(source, target)) return users
  return users - (await countHolding(world, source, target, userIds))
}
