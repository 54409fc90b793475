import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { type Assignment, isAssignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { people } from '../http/caller.ts'
import { pageAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, instantShape, listOf, paging, productRefShape } from '../http/shapes.ts'

export const route = tenantRoute({
  summary: 'The licences that the caller holds, whoever bought them.',
  tag: 'Organisation',
  who: people,
  params: z.object({ t: guid }),
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of licences',
      body: listOf(
        z
          .object({
            product: productRefShape.describe('What may be used'),
            subscriptionId: z.string().describe('Where the licence comes from'),
            assignedDateTime: instantShape.describe('Since when. RFC 3339, UTC'),
          })
          .meta({ id: 'OwnLicense', title: 'Licence of one’s own' }),
      ),
    },
  },
  refusals: [],
  handle(context) {
    const { services, caller } = context
    const where: readonly Comparison[] = [
      isAssignment,
      { field: 'userId', is: '=', value: caller.userId },
      { field: 'seat.state', is: '=', value: 'active' },
    ]
    return pageAnswer(context, async (from) => {
      const { items, continuation } = await services.documents.page<Assignment>(
        caller.tenantId,
        { where },
        from,
      )
      const ids = items.map(({ seat }) => seat.subscriptionId)
      const subscriptions = await services.documents.readTogether<Subscription[]>(caller.tenantId, ids)
      const rows = items.map(({ seat, createdAt }, place) => {
        const subscription = subscriptions[place]
        if (!subscription) throw new Error(`Subscription ${seat.subscriptionId} has seats and is not there.`)
        const { id, productId } = subscription
        return {
          product: { id: productId, displayName: productName(productId) },
          subscriptionId: id,
          assignedDateTime: createdAt,
        }
      })
      return { rows, continuation }
    })
  },
})
