import type { UserId } from '#core/kernel/ids.ts'
import type { Ports } from '#core/ports/ports.ts'
import { type Assignment, heldIn } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'

/** Cosmos DB takes half a megabyte of query, ids included: these take nearly half of that. */
const usersPerQuery = 6_000
/** A larger page saves requests, and keeps whatever else the store is asked waiting for longer. */
const usersPerPage = 4_000

/** Which of these users hold a seat of the subscription. */
export async function holdersAmong(
  { documents, throttle }: Pick<Ports, 'documents' | 'throttle'>,
  subscription: Subscription,
  userIds: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  const found = new Set<UserId>()
  const { tenantId, seats } = subscription
  if (seats.assigned === 0) return found
  for (let from = 0; from < userIds.length; from += usersPerQuery) {
    const values = userIds.slice(from, from + usersPerQuery)
    const query = {
      where: [...heldIn(subscription), { field: 'userId', is: 'in', values } as const],
      fields: ['userId'],
    }
    // A full page would not say that it is the last one.
    for await (const page of documents.pages<Assignment>(tenantId, query, usersPerQuery + 1)) {
      await throttle.spend(tenantId, page.requestUnits)
      for (const item of page.items) found.add(item.userId)
    }
  }
  return found
}

/** Everybody who holds a seat, for comparisons of whole subscriptions. */
export async function allHolders(
  { documents, throttle }: Pick<Ports, 'documents' | 'throttle'>,
  subscription: Subscription,
): Promise<ReadonlySet<UserId>> {
  const found = new Set<UserId>()
  const query = { where: heldIn(subscription), fields: ['userId'] }
  for await (const page of documents.pages<Assignment>(subscription.tenantId, query, usersPerPage)) {
    await throttle.spend(subscription.tenantId, page.requestUnits)
    for (const item of page.items) found.add(item.userId)
  }
  return found
}
