import { type AuditEntry, idAt, type RevokedUser } from '#core/audit/audit-entry.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Comparison, Documents, From, Query } from '#core/ports/documents.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { type Assignment, everIn, wasHeldAt } from '#core/seats/assignment.ts'
import { type LotStay, lotsAt } from '#core/subscriptions/lots.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Rows } from '../http/paging.ts'
import type { Filter } from './filter.ts'

/** An entry of the audit trail or, after it, one of those whose licence ended with it. */
export interface TrailRow {
  readonly entry: AuditEntry
  readonly user?: RevokedUser
}

/** The action of the rows that tell of one user each. They have time, actor and subscription of their entry. */
export const accessRevoked = 'access.revoked'

/**
 * How often a page asks the store: one that finds little ends early, and the next one goes on. A large page may ask more
 * often: where entries end few licences each, it would read them again and again for a few rows.
 */
const asksOf = (size: number) => 10 + Math.ceil(size / 50)

/**
 * One page of the audit trail, newest first. However many licences an entry has ended, it is one document: their users are read
 * from the licences themselves, page by page in the place of the entry. (B15, R084)
 */
export async function readTrail(
  documents: Documents,
  tenantId: TenantId,
  filter: Filter,
  { size, continuation }: From,
): Promise<Rows<TrailRow>> {
  const { action } = filter
  const withUsers = action === undefined || action === accessRevoked
  const asksMax = asksOf(size)
  const rows: TrailRow[] = []
  let { after, within } = continuation === undefined ? begin : goOn(continuation)
  let asks = 0

  /** Where to go on in it; undefined once all its users are there. */
  async function addUsers(entry: AuditEntry, from: string): Promise<string | undefined> {
    let place: string | undefined = from
    while (place !== undefined && rows.length < size && asks < asksMax) {
      // Those who are named stand in the entry.
      if (entry.revoked?.of !== 'users') asks += 1
      const page = await usersOf(documents, entry, place, size - rows.length)
      rows.push(...page.users.map((user) => ({ entry, user })))
      place = page.next
    }
    return place
  }

  if (after !== undefined && within !== undefined) {
    const entry = await documents.read<AuditEntry>(tenantId, idAt(after))
    if (entry?.type !== 'audit' || !entry.revoked || !withUsers) throw new UnknownContinuation()
    within = await addUsers(entry, within)
    if (within !== undefined) return { rows, continuation: placeIn(after, within) }
  }
  while (rows.length < size && asks < asksMax) {
    asks += 1
    const from = { size: size - rows.length }
    const page = await documents.page<AuditEntry>(tenantId, entriesAfter(after, filter), from)
    for (const entry of page.items) {
      if (after !== undefined && (rows.length === size || asks === asksMax)) {
        return { rows, continuation: placeIn(after) }
      }
      after = entry.place
      if (action === undefined || action === entry.action) rows.push({ entry })
      within = withUsers && entry.revoked ? await addUsers(entry, beginning) : undefined
      if (within !== undefined) return { rows, continuation: placeIn(after, within) }
    }
    if (page.continuation === undefined) return { rows }
  }
  return { rows, continuation: after === undefined ? undefined : placeIn(after) }
}

function entriesAfter(after: string | undefined, { from, to, actor, action, subscriptionId }: Filter): Query {
  const where: Comparison[] = [{ field: 'type', is: '=', value: 'audit' }]
  // A blank stands after the time in a place: whatever is greater comes after all of that moment.
  const before = after ?? (to === undefined ? undefined : `${to}!`)
  if (before !== undefined) where.push({ field: 'place', is: '<', value: before })
  if (from !== undefined) where.push({ field: 'place', is: '>=', value: from })
  if (actor !== undefined) where.push({ field: 'actorId', is: '=', value: actor })
  if (subscriptionId !== undefined) where.push({ field: 'subscriptionId', is: '=', value: subscriptionId })
  if (action !== undefined) {
    const isIt: Comparison = { field: 'action', is: '=', value: action }
    const endsAccess: Comparison = { field: 'revoked.of', is: 'in', values: ['users', 'all', 'lots'] }
    where.push(action === accessRevoked ? { anyOf: [isIt, endsAccess] } : isIt)
  }
  return { where, orderBy: { field: 'place', direction: 'descending' } }
}

const beginning = ''

/** Some of those whose licence ended with the entry, from a place among them on. */
async function usersOf(
  documents: Documents,
  { tenantId, subscriptionId, revoked }: AuditEntry,
  place: string,
  size: number,
): Promise<{ readonly users: readonly RevokedUser[]; readonly next: string | undefined }> {
  switch (revoked?.of) {
    case undefined:
      return { users: [], next: undefined }
    case 'users': {
      if (!/^\d{0,9}$/.test(place)) throw new UnknownContinuation()
      const end = Number(place) + size
      const next = end < revoked.users.length ? String(end) : undefined
      return { users: revoked.users.slice(Number(place), end), next }
    }
    case 'all': {
      const subscription = subscriptionId && (await documents.read<Subscription>(tenantId, subscriptionId))
      // Of an organisation that was deleted and onboarded anew the entries are there, and nobody whom they tell of.
      if (!subscription) return { users: [], next: undefined }
      const lots = lotsAt(subscription, revoked.sequence)
      return holdersThen(documents, tenantId, { lots, sequence: revoked.sequence }, place, size)
    }
    case 'lots':
      return holdersThen(documents, tenantId, revoked, place, size)
  }
}

/** Some of those who held a licence of these lots when the seat sequence of their subscription was so. */
async function holdersThen(
  documents: Documents,
  tenantId: TenantId,
  {
    lots,
    sequence,
  }: { readonly lots: readonly Pick<LotStay, 'lotId' | 'epoch'>[]; readonly sequence: number },
  place: string,
  size: number,
) {
  const page = await documents.page<Assignment>(
    tenantId,
    { where: everIn(lots.map(({ lotId }) => lotId)) },
    { size, ...(place === beginning ? {} : { continuation: place }) },
  )
  return {
    users: page.items.filter((assignment) => wasHeldAt(assignment, lots, sequence)),
    next: page.continuation,
  }
}

/** Everything that stands after an entry, or what is left of its users before that. */
interface Place {
  readonly after: string | undefined
  readonly within: string | undefined
}

const begin: Place = { after: undefined, within: undefined }

function placeIn(after: string, within?: string): string {
  return within === undefined ? after : `${after}|${within}`
}

function goOn(continuation: string): Place {
  const [, after, within] = /^([^ |]+ audit:[^|]+)(?:\|(.*))?$/.exec(continuation) ?? []
  if (after === undefined) throw new UnknownContinuation()
  return { after, within }
}
