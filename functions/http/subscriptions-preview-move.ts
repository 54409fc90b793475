import * as z from 'zod'
import type { UserId } from '#core/kernel/ids.ts'
import { isRefusal, refuse } from '#core/kernel/refusals.ts'
import { refuseJobOn } from '#core/subscriptions/standing.ts'
import { refuseAsTarget } from '#core/take-over/start-move.ts'
import { adminReaders } from '../caller.ts'
import { door, guid, nothing } from '../door.ts'
import { mailPreview, mailPreviewShape } from '../mail-preview.ts'
import { countHolding } from '../move-count.ts'
import { findSubscription, holdersAmong } from '../subscriptions.ts'

export const subscriptionsPreviewMove = door({
  name: 'subscriptions-preview-move',
  method: 'POST',
  route: '/tenants/{t}/subscriptions/{id}/previewMove',
  summary: 'What a move would do, without doing it.',
  tag: 'Subscriptions',
  who: adminReaders,
  scope: 'tenant',
  onlyReads: true,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({
    targetSubscriptionId: guid,
    userIds: z.array(guid).min(1).max(20_000).optional(),
  }),
  answers: {
    200: {
      description: 'The numbers of the operation, if it started now',
      body: z.object({
        usersToMove: z.int(),
        alreadyHolding: z.int().describe('They keep the target and only lose this one'),
        seatsNeeded: z.int(),
        seatsFree: z.int(),
        mail: mailPreviewShape.optional(),
      }),
    },
  },
  refusals: [
    'NotFound',
    'UserNotFound',
    'NotSelfService',
    'SubscriptionDeleted',
    'OperationInProgress',
    'TakeControlRequired',
    'SingleUserSubscription',
    'TargetIsSource',
    'TargetNotSuitable',
  ],
  async handle(call) {
    const { world, params, body } = call
    const source = await findSubscription(call, params.id)
    if (isRefusal(source)) return source
    const target = await findSubscription(call, body.targetSubscriptionId)
    if (isRefusal(target)) return target
    const refusal = refuseJobOn(source) ?? refuseAsTarget(source, target)
    if (refusal) return refusal
    const userIds = body.userIds && ([...new Set(body.userIds)] as UserId[])
    if (userIds && (await holdersAmong(world, source, userIds)).size < userIds.length) {
      return refuse('UserNotFound', 'Some of the users hold no licence of this subscription.', {
        target: 'userIds',
      })
    }
    const total = userIds?.length ?? source.seats.assigned
    const alreadyHolding = await countHolding(world, source, target, userIds)
    const mail = userIds ? {} : { mail: await mailPreview(call, source, 'cancelledByMove', target) }
    return {
      status: 200,
      body: {
        usersToMove: total - alreadyHolding,
        alreadyHolding,
        seatsNeeded: total - alreadyHolding,
        seatsFree: target.seats.available,
        ...mail,
      },
    }
  },
})
