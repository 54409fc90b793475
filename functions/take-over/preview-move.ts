import * as z from 'zod'
import { creditSeats, sumOf } from '#core/billing/credit.ts'
import { savingOf } from '#core/billing/saving.ts'
import type { UserId } from '#core/kernel/ids.ts'
import { isRefusal, refuse } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import { refusePreview } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { refuseAsTarget } from '#core/take-over/start-move.ts'
import { savingShape, savingView } from '../billing/saving-view.ts'
import { adminReaders } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { tenantRoute } from '../http/route.ts'
import { amountsShape, amountsView, guid, nothing } from '../http/shapes.ts'
import { holdersAmong } from '../seats/holders.ts'
import { findSubscriptions } from '../subscriptions/find.ts'
import { mailPreview, mailPreviewShape } from './mail-preview.ts'
import { oneTarget, targetGiven, targetIdFor } from './target.ts'
import { usersOfBoth } from './users-of-both.ts'

export const route = tenantRoute({
  summary: 'What a move would do, without doing it.',
  tag: 'Subscriptions',
  who: adminReaders,
  onlyReads: true,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z
    .strictObject({
      ...targetGiven,
      userIds: z.array(guid).min(1).max(20_000).optional().describe('Only these'),
    })
    .refine(...oneTarget),
  answers: {
    200: {
      description: 'The numbers of the operation, if it started now',
      body: z.object({
        targetSubscriptionId: z
          .string()
          .describe('Where they would move: the one of the product that was chosen'),
        usersToMove: z.int().describe('Who would get a licence of the target'),
        alreadyHolding: z.int().describe('They keep the target and only lose this one'),
        seatsNeeded: z.int().describe('Licences that they need there'),
        seatsFree: z.int().describe('Licences that are free there'),
        saving: savingShape
          .optional()
          .describe('What those who would get a licence there cost less a year; absent across currencies'),
        credited: amountsShape
          .optional()
          .describe('Of a move of all: what goes back, by the day within seven days after it was bought'),
        mail: mailPreviewShape.optional().describe('The mail that would be sent'),
      }),
    },
  },
  refusals: [
    'NotFound',
    'UserNotFound',
    'NotSelfService',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'OperationInProgress',
    'PaymentOutcomeUnknown',
    'TakeControlRequired',
    'SingleUserSubscription',
    'TargetIsSource',
    'TargetNotSuitable',
    'NotEnoughLicenses',
  ],
  async handle(context) {
    const { services, params, body } = context
    const userIds = body.userIds && ([...new Set(body.userIds)] as UserId[])
    const targetId = await targetIdFor(context, params.id, body, userIds, (source) =>
      refusePreview('moveUsers', source),
    )
    if (isRefusal(targetId)) return targetId
    const found = await findSubscriptions(context, [params.id, targetId])
    if (isRefusal(found)) return found
    const [{ subscription: source }, { subscription: target }] = found
    const refusal = refusePreview('moveUsers', source) ?? refuseAsTarget(source, target)
    if (refusal) return refusal
    const total = userIds?.length ?? source.seats.assigned
    const missing = userIds ? userIds.length - (await holdersAmong(services, source, userIds)).size : 0
    if (missing > 0) return refuse('UserNotFound', { missing, of: total }, { target: 'userIds' })
    const { size: alreadyHolding } = await usersOfBoth(services, source, target, userIds)
    const usersToMove = total - alreadyHolding
    const saving = savingOf(source, target, usersToMove)
    const whole = userIds ? {} : await endOf(context, source, target)
    return {
      status: 200,
      body: {
        targetSubscriptionId: target.id,
        usersToMove,
        alreadyHolding,
        seatsNeeded: usersToMove,
        seatsFree: target.seats.available,
        ...(saving ? { saving: savingView(saving) } : {}),
        ...whole,
      },
    }
  },
})

/** A move of all ends the source, as a cancel does. */
async function endOf(context: TenantContext, source: Subscription, target: Subscription) {
  const today = dayOf(context.services.clock.now())
  const credited = sumOf(creditSeats(source, source.seats.total, today).credited)
  return {
    ...(credited ? { credited: amountsView(credited) } : {}),
    mail: await mailPreview(context, source, 'cancelledByMove', target),
  }
}
