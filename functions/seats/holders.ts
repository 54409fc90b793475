import type { UserId } from '#core/kernel/ids.ts'
import type { Ports } from '#core/ports/ports.ts'
import { type Assignment, heldIn } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'

/** Cosmos DB takes half a megabyte of query, ids included. */
const usersPerQuery = 5_000

/** Which of these users hold a seat of the subscription. */
export async function holdersAmong(
  { documents }: Pick<Ports, 'documents'>,
  { id, tenantId, seats }: Subscription,
  userIds: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  const found = new Set<UserId>()
  if (seats.assigned === 0) return found
  for (let from = 0; from < userIds.length; from += usersPerQuery) {
    const values = userIds.slice(from, from + usersPerQuery)
    const query = {
      where: [...heldIn(id, 'active'), { field: 'userId', is: 'in', values } as const],
      fields: ['userId'],
    }
    for await (const page of documents.pages<Assignment>(tenantId, query, usersPerQuery)) {
      for (const item of page.items) found.add(item.userId)
    }
  }
  return found
}

/** Everybody who holds a seat, for comparisons of whole subscriptions. */
export async function allHolders(
  { documents }: Pick<Ports, 'documents'>,
  { id, tenantId }: Subscription,
): Promise<ReadonlySet<UserId>> {
  const found = new Set<UserId>()
  const query = { where: heldIn(id, 'active'), fields: ['userId'] }
  for await (const page of documents.pages<Assignment>(tenantId, query, 5_000)) {
    for (const item of page.items) found.add(item.userId)
  }
  return found
}
