import type { TenantId, UserId } from '#core/kernel/ids.ts'
import type { User } from '#core/organisation/user.ts'
import type { Commit, Comparison, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { Ports } from '#core/ports/ports.ts'
import type { BulkEntry, BulkOperation, BulkPart } from '#core/seats/bulk.ts'
import { judge, type ListedUser, meantBy } from '#core/seats/bulk-list.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { holdersAmong } from './holders.ts'

type Paced = Pick<Ports, 'documents' | 'throttle'>

/** Cosmos DB takes half a megabyte of query: so many ids take nearly half of that, and so many names at their longest. */
const idsPerQuery = 6_000
const namesPerQuery = 2_000

/** What is to be done about each entry of a list: who it means, and who of them holds a licence. */
export async function readList(
  ports: Paced,
  kind: BulkOperation['kind'],
  subscription: Subscription,
  given: readonly string[],
): Promise<readonly BulkEntry[]> {
  const ids = new Set<UserId>()
  const names = new Set<string>()
  for (const meant of given.map(meantBy)) {
    if (meant && 'userId' in meant) ids.add(meant.userId)
    else if (meant) names.add(meant.userPrincipalName)
  }
  const { tenantId } = subscription
  const byId = new Map<UserId, ListedUser>()
  const byName = new Map<string, ListedUser>()
  for await (const user of usersWhere(ports, tenantId, 'userId', [...ids], idsPerQuery)) {
    byId.set(user.userId, user)
  }
  for await (const user of usersWhere(
    ports,
    tenantId,
    'search.userPrincipalName',
    [...names],
    namesPerQuery,
  )) {
    byName.set(user.search.userPrincipalName, user)
    ids.add(user.userId)
  }
  const holding = await holdersAmong(ports, subscription, [...ids])
  return judge(kind, given, { byId, byName, holding })
}

async function* usersWhere(
  { documents, throttle }: Paced,
  tenantId: TenantId,
  field: string,
  all: readonly string[],
  perQuery: number,
): AsyncGenerator<User> {
  for (let from = 0; from < all.length; from += perQuery) {
    const where: readonly Comparison[] = [
      { field: 'type', is: '=', value: 'user' },
      { field, is: 'in', values: all.slice(from, from + perQuery) },
    ]
    const query = { where, fields: ['userId', 'userType', 'accountEnabled', 'search'] }
    for await (const page of documents.pages<User>(tenantId, query, perQuery + 1)) {
      await throttle.spend(tenantId, page.requestUnits)
      yield* page.items
    }
  }
}

/** So many parts a batch: 100 are what it takes at most, and less lets others have their turn. */
const partsPerBatch = 50

/**
 * Stores a list before anything begins with it. Each batch only creates: one whose answer was lost, and that is done much
 * later, must not put a part back that has been worked on since.
 */
export async function storeParts({ documents, throttle }: Paced, parts: readonly BulkPart[]): Promise<void> {
  for (let from = 0; from < parts.length; from += partsPerBatch) {
    const some = parts.slice(from, from + partsPerBatch)
    const [first] = some
    if (!first) return
    const writes = some.map((document): Write => ({ kind: 'create', document }))
    const commit = await commitTwice(documents, first.tenantId, writes)
    // Parts that are there already are these: their ids are of an operation that nobody has heard of.
    if (!commit.committed && commit.because !== 'exists') throw new Error(`${first.id} was not stored.`)
    await throttle.spend(first.tenantId, commit.requestUnits)
  }
}

async function commitTwice(
  documents: Paced['documents'],
  tenantId: TenantId,
  writes: readonly Write[],
): Promise<Commit> {
  try {
    return await documents.commit(tenantId, writes)
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
  }
  try {
    return await documents.commit(tenantId, writes)
  } catch (error) {
    // Whatever was stored, nothing has begun with it.
    throw error instanceof OutcomeUnknown ? new Unavailable(error.message, { cause: error }) : error
  }
}
