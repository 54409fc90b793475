import * as z from 'zod'
import { dayOf } from '#core/kernel/time.ts'
import { nextCharge } from '#core/renewals/next-charge.ts'
import { orphans } from '#core/subscriptions/orphans.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, moneyShape, paging } from '../http/shapes.ts'
import { standingOf } from '../subscriptions/find.ts'
import { subscriptionShape, subscriptionView } from '../subscriptions/view.ts'

const orphanShape = subscriptionShape
  .pick({
    id: true,
    status: true,
    channel: true,
    product: true,
    purchaser: true,
    orphanedSince: true,
    totalLicenses: true,
    assignedLicenses: true,
    actions: true,
    etag: true,
  })
  .extend({
    nextCharge: z
      .object({
        date: z.string().describe('The day'),
        amount: moneyShape.describe('Tax included'),
      })
      .optional()
      .describe('What the card of the purchaser is charged next, if anything'),
  })
  .meta({ id: 'Orphan', title: 'Orphan' })

export const route = tenantRoute({
  summary:
    'Subscriptions whose purchaser is disabled or gone, the longest first: they go on until somebody cancels them, or gives them to another person.',
  tag: 'Subscriptions',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: z.strictObject(paging),
  answers: { 200: { description: 'A page of orphans', body: listOf(orphanShape) } },
  refusals: [],
  handle(context) {
    const { services, caller, tenant, language } = context
    const today = dayOf(services.clock.now())
    return listAnswer<Subscription>(context, caller.tenantId, orphans, (subscription) => {
      const view = subscriptionView(subscription, standingOf(caller, subscription), language, false)
      const charge = nextCharge(subscription, tenant.country, today)
      return {
        id: view.id,
        status: view.status,
        channel: view.channel,
        product: view.product,
        purchaser: view.purchaser,
        ...(view.orphanedSince ? { orphanedSince: view.orphanedSince } : {}),
        totalLicenses: view.totalLicenses,
        assignedLicenses: view.assignedLicenses,
        ...(charge ? { nextCharge: { date: charge.on, amount: { ...charge.amount } } } : {}),
        actions: view.actions,
        etag: view.etag,
      }
    })
  },
})
