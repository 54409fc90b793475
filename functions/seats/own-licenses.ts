import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { type Assignment, isAssignment, isHeldIn } from '#core/seats/assignment.ts'
import { people } from '../http/caller.ts'
import { pageAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, instantShape, listOf, paging, productRefShape } from '../http/shapes.ts'
import { seatsMax, subscriptionsOf } from './subscriptions-of.ts'

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
    return pageAnswer(context, async ({ size, ...from }) => {
      const { documents } = services
      const { items, continuation } = await documents.page<Assignment>(
        caller.tenantId,
        { where },
        { ...from, size: Math.min(size, seatsMax) },
      )
      const subscriptions = await subscriptionsOf(services, caller.tenantId, items)
      const rows = subscriptions.flatMap(({ id, productId, ...subscription }) => {
        const held = items.find((assignment) => isHeldIn(assignment, subscription))
        if (!held) return []
        const product = { id: productId, displayName: productName(productId) }
        return [{ product, subscriptionId: id, assignedDateTime: held.createdAt }]
      })
      return { rows, continuation }
    })
  },
})
