import type { LotId, UserId } from '#core/kernel/ids.ts'
import type { Comparison, Page, Stored } from '#core/ports/documents.ts'
import type { Ports } from '#core/ports/ports.ts'
import { type Assignment, heldIn, heldInLots } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'

/** Cosmos DB takes half a megabyte of query, ids included: these take nearly half of that. */
const usersPerQuery = 6_000
/** A larger page saves requests, and keeps whatever else the store is asked waiting for longer. */
const usersPerPage = 4_000

type Paced = Pick<Ports, 'documents' | 'throttle'>
type Tenant = Pick<Subscription, 'tenantId'>

/** Which of these users hold a seat of the subscription. */
export async function holdersAmong(
  ports: Paced,
  subscription: Subscription,
  userIds: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  const found = new Set<UserId>()
  if (subscription.seats.assigned === 0) return found
  for await (const page of among(ports, subscription, heldIn(subscription), userIds, ['userId']))
    for (const { userId } of page.items) found.add(userId)
  return found
}

/** The seats of these users in the lots, with what a change of them needs. */
export async function seatsAmong(
  ports: Paced,
  tenant: Tenant,
  lotIds: readonly LotId[],
  userIds: readonly UserId[],
): Promise<Stored<Assignment>[]> {
  const found: Stored<Assignment>[] = []
  for await (const page of among(ports, tenant, heldInLots(lotIds), userIds, ['id', 'userId', 'seat']))
    found.push(...page.items)
  return found
}

/** Everybody who holds a seat, for comparisons of whole subscriptions: 100,000 at most, as many as one can have. */
export async function allHolders(ports: Paced, subscription: Subscription): Promise<ReadonlySet<UserId>> {
  const found = new Set<UserId>()
  for await (const page of usersWhere(ports, subscription, heldIn(subscription)))
    for (const { userId } of page.items) found.add(userId)
  return found
}

/** The users of assignments, a page at a time at the pace of jobs; from a place on where one is given. */
export async function* usersWhere(
  { documents, throttle }: Paced,
  { tenantId }: Tenant,
  where: readonly Comparison[],
  place?: string,
): AsyncGenerator<Page<Assignment>> {
  const query = { where, fields: ['userId'] }
  for await (const page of documents.pages<Assignment>(tenantId, query, usersPerPage, place)) {
    await throttle.spend(tenantId, page.requestUnits)
    yield page
  }
}

async function* among(
  { documents, throttle }: Paced,
  { tenantId }: Tenant,
  where: readonly Comparison[],
  userIds: readonly UserId[],
  fields: readonly string[],
): AsyncGenerator<Page<Assignment>> {
  for (let from = 0; from < userIds.length; from += usersPerQuery) {
    const values = userIds.slice(from, from + usersPerQuery)
    const query = { where: [...where, { field: 'userId', is: 'in', values } as const], fields }
    // A full page would not say that it is the last one.
    for await (const page of documents.pages<Assignment>(tenantId, query, usersPerQuery + 1)) {
      await throttle.spend(tenantId, page.requestUnits)
      yield page
    }
  }
}
