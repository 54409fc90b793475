import * as z from 'zod'
import { channels } from '#core/catalogue/channel.ts'
import { notFound } from '#core/kernel/refusals.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { type Assignment, heldIn } from '#core/seats/assignment.ts'
import { actionsOn, allActions } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders, buyers, licenseAdmins } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { linkTo } from '../http/links.ts'
import { pageAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging, personRefShape } from '../http/shapes.ts'
import { standingOf } from '../subscriptions/find.ts'
import { licensesSeenBy } from './licenses-seen.ts'

/** So many users of each purchase are shown here; the rest behind its link. */
const usersShown = 20
/** So many purchases are looked into at once, whatever page is asked for. */
const purchasesMax = 100

export const route = tenantRoute({
  summary: 'The purchases of a product, each with who bought it and who holds its licences.',
  tag: 'Subscriptions',
  who: [...buyers, ...adminReaders, ...licenseAdmins],
  params: z.object({ t: guid, productId: z.string().max(64) }),
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of purchases',
      body: listOf(
        z
          .object({
            purchaser: personRefShape.describe('Who bought it'),
            subscriptionId: z.string().describe('The purchase'),
            channel: z.enum(channels).describe('The way in which it was got. Extensible'),
            totalLicenses: z.int().describe('Licences bought'),
            availableLicenses: z.int().describe('Licences that can be given'),
            actions: z.array(z.enum(allActions)).describe('What the caller may do to it now. Extensible'),
            userCount: z.int().describe('How many hold a licence of it'),
            users: z
              .array(
                z.object({
                  userId: z.string().describe('The object id'),
                  displayName: z.string().describe('The full name'),
                  userPrincipalName: z.string().describe('The name to sign in with'),
                }),
              )
              .describe(`The first ${usersShown} of them`),
            usersLink: z.url().optional().describe('All of them, where there are more'),
          })
          .meta({ id: 'ProductPurchase', title: 'Purchase of a product' }),
      ),
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const { services, caller, params, query } = context
    const where: readonly Comparison[] = [
      ...licensesSeenBy(caller),
      { field: 'productId', is: '=', value: params.productId },
    ]
    let none = false
    const reply = await pageAnswer(context, async ({ size, ...from }) => {
      const page = await services.documents.page<Subscription>(
        caller.tenantId,
        { where },
        { ...from, size: Math.min(size, purchasesMax) },
      )
      none = page.items.length === 0 && query.continuation === undefined
      const rows = await Promise.all(page.items.map((subscription) => rowOf(context, subscription)))
      return { rows, continuation: page.continuation }
    })
    return none ? notFound() : reply
  },
})

async function rowOf({ services, caller }: TenantContext, subscription: Subscription) {
  const { id, tenantId, purchaserId, purchaserName, seats } = subscription
  const held = { where: heldIn(subscription), fields: ['userId', 'displayName', 'userPrincipalName'] }
  const first = await services.documents.page<Assignment>(tenantId, held, { size: usersShown })
  return {
    purchaser: { id: purchaserId, displayName: purchaserName },
    subscriptionId: id,
    channel: subscription.channel,
    totalLicenses: seats.total,
    availableLicenses: seats.available,
    actions: actionsOn(subscription, standingOf(caller, subscription)),
    userCount: seats.assigned,
    users: first.items.map(({ userId, displayName, userPrincipalName }) => ({
      userId,
      displayName,
      userPrincipalName,
    })),
    ...(first.continuation === undefined
      ? {}
      : { usersLink: linkTo(services, `/tenants/${tenantId}/subscriptions/${id}/assignments`) }),
  }
}
