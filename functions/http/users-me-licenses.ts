import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { people } from '../caller.ts'
import { door, guid } from '../door.ts'
import { listAnswer } from '../paging.ts'
import { isAssignment } from '../subscriptions.ts'
import { instantShape, listOf, paging } from '../views/shapes.ts'

export const usersMeLicenses = door({
  name: 'users-me-licenses',
  method: 'GET',
  route: '/tenants/{t}/users/me/licenses',
  summary: 'The licences that the caller holds, whoever bought them.',
  tag: 'Organisation',
  who: people,
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of licences',
      body: listOf(
        z
          .object({
            product: z.object({ id: z.string(), displayName: z.string() }),
            subscriptionId: z.string(),
            assignedDateTime: instantShape,
            etag: z.string(),
          })
          .meta({ id: 'OwnLicense' }),
      ),
    },
  },
  refusals: [],
  handle(call) {
    const { world, caller } = call
    const where = [
      isAssignment,
      { field: 'userId', is: '=', value: caller.userId } as const,
      { field: 'seat.state', is: '=', value: 'active' } as const,
    ]
    return listAnswer<Assignment>(call, caller.tenantId, { where }, async ({ seat, createdAt, _etag }) => {
      const subscription = await world.documents.read<Subscription>(caller.tenantId, seat.subscriptionId)
      if (!subscription) throw new Error(`Subscription ${seat.subscriptionId} has seats and is not there.`)
      const { productId } = subscription
      return {
        product: { id: productId, displayName: productName(productId) },
        subscriptionId: subscription.id,
        assignedDateTime: createdAt,
        etag: _etag,
      }
    })
  },
})
