import * as z from 'zod'
import { notFound } from '#core/kernel/refusals.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders } from '../caller.ts'
import { door, guid, nothing } from '../door.ts'
import { heldIn } from '../subscriptions.ts'

export const licensesGet = door({
  name: 'licenses-get',
  method: 'GET',
  route: '/tenants/{t}/licenses/{productId}',
  summary: 'Who holds licences of a product, grouped by who bought them.',
  tag: 'Subscriptions',
  who: adminReaders,
  scope: 'tenant',
  params: z.object({ t: guid, productId: z.string().max(64) }),
  query: nothing,
  answers: {
    200: {
      description: 'The purchasers and their users',
      body: z.object({
        availableQuantity: z.int(),
        value: z.array(
          z.object({
            purchaser: z.object({ id: z.string(), displayName: z.string() }),
            users: z.array(
              z.object({ userId: z.string(), displayName: z.string(), subscriptionId: z.string() }),
            ),
          }),
        ),
      }),
    },
  },
  refusals: ['NotFound'],
  async handle({ world, caller, params }) {
    const where = [
      { field: 'type', is: '=', value: 'subscription' },
      { field: 'state', is: '=', value: 'active' },
      { field: 'productId', is: '=', value: params.productId },
    ] as const
    const groups = new Map<
      string,
      { displayName: string; users: { userId: string; displayName: string; subscriptionId: string }[] }
    >()
    let availableQuantity = 0
    for await (const page of world.documents.pages<Subscription>(caller.tenantId, { where }, 1_000)) {
      for (const subscription of page.items) {
        availableQuantity += subscription.seats.total
        const group = groups.get(subscription.purchaserId) ?? {
          displayName: subscription.purchaserName,
          users: [],
        }
        groups.set(subscription.purchaserId, group)
        const holders = { where: heldIn(subscription.id, 'active') }
        for await (const held of world.documents.pages<Assignment>(caller.tenantId, holders, 1_000)) {
          for (const { userId, displayName } of held.items) {
            group.users.push({ userId, displayName, subscriptionId: subscription.id })
          }
        }
      }
    }
    if (groups.size === 0) return notFound()
    const value = [...groups].map(([id, { displayName, users }]) => ({
      purchaser: { id, displayName },
      users,
    }))
    return { status: 200, body: { availableQuantity, value } }
  },
})
