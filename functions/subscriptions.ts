import type { SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { notFound, type Refusal } from '#core/kernel/refusals.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import type { World } from '#core/ports/services.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders, type Caller, isAny } from './caller.ts'
import type { Call } from './door.ts'

type Within = Pick<Call, 'world' | 'caller'>

/** A subscription that the caller may see: administrators all of them, a purchaser his own; for others it is not there. */
export async function findSubscription(
  { world, caller }: Within,
  id: string,
): Promise<Stored<Subscription> | Refusal<'NotFound'>> {
  const subscription = await world.documents.read<Subscription>(caller.tenantId, id)
  if (subscription?.type !== 'subscription' || subscription.state === 'pending') return notFound()
  if (!maySee(caller, subscription)) return notFound()
  return subscription
}

export function maySee(caller: Caller, subscription: Subscription): boolean {
  return subscription.purchaserId === caller.userId || isAny(caller, adminReaders)
}

/** License and User Administrators look after the licences of what is in the administrators' hands. (R160) */
export function isInLicenseAdminsHands(caller: Caller, { channel, controlledBy }: Subscription): boolean {
  return isAny(caller, ['licenseAdmin', 'userAdmin']) && (channel === 'central' || controlledBy !== null)
}

export const isAssignment: Comparison = { field: 'type', is: '=', value: 'assignment' }

/** The comparisons that find who holds (or held) a seat of a subscription. */
export function heldIn(subscriptionId: SubscriptionId, state: 'active' | 'revoked'): Comparison[] {
  return [
    isAssignment,
    { field: 'seat.subscriptionId', is: '=', value: subscriptionId },
    { field: 'seat.state', is: '=', value: state },
  ]
}

/** Cosmos DB takes half a megabyte of query, ids included. */
const usersPerQuery = 5_000

/** Which of these users hold a seat of the subscription. */
export async function holdersAmong(
  world: World,
  subscription: Subscription,
  userIds: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  const found = new Set<UserId>()
  if (subscription.seats.assigned === 0) return found
  for (let from = 0; from < userIds.length; from += usersPerQuery) {
    const values = userIds.slice(from, from + usersPerQuery)
    const query = {
      where: [...heldIn(subscription.id, 'active'), { field: 'userId', is: 'in', values } as const],
      fields: ['userId'],
    }
    for await (const page of world.documents.pages<Assignment>(subscription.tenantId, query, usersPerQuery)) {
      for (const item of page.items) found.add(item.userId)
    }
  }
  return found
}

/** Everybody who holds a seat, for comparisons of whole subscriptions. */
export async function allHolders(world: World, subscription: Subscription): Promise<ReadonlySet<UserId>> {
  const found = new Set<UserId>()
  const query = { where: heldIn(subscription.id, 'active'), fields: ['userId'] }
  for await (const page of world.documents.pages<Assignment>(subscription.tenantId, query, 5_000)) {
    for (const item of page.items) found.add(item.userId)
  }
  return found
}
