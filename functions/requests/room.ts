import { idsOfProduct } from '#core/catalogue/products.ts'
import type { ProductId, UserId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { isHeldIn } from '#core/seats/assignment.ts'
import { refuseAction } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { TenantContext } from '../http/context.ts'
import { assignmentsOf } from '../seats/people.ts'
import { findSubscription } from '../subscriptions/find.ts'

/** First what was bought for everybody, then what was taken over. */
const inAdministratorsHands: readonly Comparison[] = [
  { field: 'channel', is: '=', value: 'central' },
  {
    allOf: [
      { field: 'channel', is: '=', value: 'selfService' },
      { field: 'controlledBy.id', is: '>=', value: '' },
    ],
  },
]

type Found = Exclude<Awaited<ReturnType<typeof findSubscription>>, Refusal>

/**
 * The first subscription of the product in the administrators' hands that has a free licence for each of these users
 * who holds none of it yet. It may be full by the time of the batch: that tells, and the next one is looked for.
 */
export async function roomFor(
  context: TenantContext,
  productId: ProductId,
  userIds: readonly UserId[],
): Promise<Found | RefusalOf<'NotEnoughLicenses'>> {
  const { services, caller } = context
  const present = await assignmentsOf(services, caller.tenantId, userIds)
  let nearest = { needed: userIds.length, available: 0 }
  for (const theirs of inAdministratorsHands) {
    const where: readonly Comparison[] = [
      { field: 'type', is: '=', value: 'subscription' },
      { field: 'state', is: '=', value: 'active' },
      { field: 'productId', is: 'in', values: idsOfProduct(productId) },
      { field: 'operationId', is: '=', value: null },
      theirs,
    ]
    const query = { where, fields: ['id', 'state', 'lotIds', 'seats'] }
    for await (const page of services.documents.pages<Subscription>(caller.tenantId, query, 1_000)) {
      for (const subscription of page.items) {
        const holds = (userId: UserId) =>
          present.some((one) => one.userId === userId && isHeldIn(one, subscription))
        const needed = userIds.filter((userId) => !holds(userId)).length
        const { available } = subscription.seats
        if (available >= needed) {
          const found = await findSubscription(context, subscription.id)
          // Deleted since, given back, held or full: another one may do.
          if (!isRefusal(found) && canGive(found, needed)) return found
        } else if (available - needed > nearest.available - nearest.needed) nearest = { needed, available }
      }
    }
  }
  return refuse('NotEnoughLicenses', nearest)
}

function canGive({ subscription, standing }: Found, needed: number): boolean {
  return !refuseAction('assign', subscription, standing) && subscription.seats.available >= needed
}
