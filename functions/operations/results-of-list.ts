import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import type { User } from '#core/organisation/user.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { type Assignment, isAssignment } from '#core/seats/assignment.ts'
import { type BulkEntry, type BulkOperation, type BulkPart, entriesPerPart } from '#core/seats/bulk.ts'
import { type ListContext, type ListReply, pageAnswer } from '../http/paging.ts'
import type { Services } from '../jobs/job.ts'
import type { IsWanted, Result } from './result-shape.ts'

/** Where few entries became what is asked for, so many are looked at for a page, which may then be empty. */
const lookedAtMax = 100 * entriesPerPart

/** What became of each entry of a list, in its order: the parts of the list say it themselves. */
export function resultsOfList(
  context: ListContext,
  operation: BulkOperation,
  isWanted: IsWanted,
): Promise<ListReply> {
  return pageAnswer(context, async ({ size, continuation = '0' }) => {
    if (!/^\d{1,9}$/.test(continuation)) throw new UnknownContinuation()
    const first = Number(continuation)
    const found: Found[] = []
    let place = first
    while (found.length < size && place < operation.progress.total && place - first < lookedAtMax) {
      const { parts, end } = await readParts(context.services, operation, place, size - found.length)
      for (const { number, entries } of parts) {
        for (const [at, entry] of entries.entries()) {
          const position = number * entriesPerPart + at
          if (position < place || found.length === size) continue
          place = position + 1
          const result = resultOf(operation, entry)
          if (result && isWanted(result)) found.push({ entry, position, result })
        }
      }
      // What is kept no longer is passed over.
      if (found.length < size) place = Math.max(place, end)
    }
    const rows = await named(context.services, operation.tenantId, found)
    return {
      rows,
      continuation: place < operation.progress.total && place > first ? String(place) : undefined,
    }
  })
}

interface Found {
  readonly entry: BulkEntry
  readonly position: number
  readonly result: Pick<Result, 'outcome' | 'reason' | 'error'>
}

/** Parts from a place in the list on, as many as it takes for so many entries at least, and where those end. */
async function readParts(
  { documents }: Pick<Services, 'documents'>,
  { id, tenantId, parts }: BulkOperation,
  place: number,
  entries: number,
): Promise<{ readonly parts: readonly BulkPart[]; readonly end: number }> {
  const from = Math.floor(place / entriesPerPart)
  const count = Math.min(parts - from, Math.ceil(entries / entriesPerPart) + 1)
  const ids = Array.from({ length: count }, (_, at) => documentId.bulkPart(id, from + at))
  const read = await documents.readTogether<BulkPart[]>(tenantId, ids)
  return { parts: read.filter((part) => part !== undefined), end: (from + count) * entriesPerPart }
}

/** Undefined for whom it was never the turn, and of an operation that goes on. */
function resultOf({ state, error }: BulkOperation, { is }: BulkEntry): Found['result'] | undefined {
  if (is === 'succeeded') return { outcome: 'succeeded' }
  if (is !== 'toDo') return { outcome: 'skipped', reason: is }
  if (state !== 'Failed') return undefined
  return { outcome: 'failed', ...(error ? { error: { ...error } } : {}) }
}

/** With the names of the users: as they are now, or as they were when they were given a licence. */
async function named(services: Services, tenantId: TenantId, found: readonly Found[]): Promise<Result[]> {
  const ids = [...new Set(found.flatMap(({ entry }) => entry.userId ?? []))]
  const names = await namesOf<User>(services, tenantId, { field: 'type', is: '=', value: 'user' }, ids)
  const gone = ids.filter((id) => !names.has(id))
  const kept = await namesOf<Assignment>(services, tenantId, isAssignment, gone)
  return found.map(({ entry, position, result }) => {
    const { userId, given = '' } = entry
    const person = userId && (names.get(userId) ?? kept.get(userId))
    return {
      userId: userId ?? given,
      displayName: person ? person.displayName : '',
      userPrincipalName: person ? person.userPrincipalName : '',
      ...result,
      position: position + 1,
    }
  })
}

type Named = User | Assignment

async function namesOf<D extends Named>(
  { documents }: Pick<Services, 'documents'>,
  tenantId: TenantId,
  ofType: Comparison,
  userIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, Pick<Named, 'displayName' | 'userPrincipalName'>>> {
  const names = new Map<UserId, Pick<Named, 'displayName' | 'userPrincipalName'>>()
  if (userIds.length === 0) return names
  const where: Comparison[] = [ofType, { field: 'userId', is: 'in', values: userIds }]
  const query = { where, fields: ['userId', 'displayName', 'userPrincipalName'] }
  for await (const page of documents.pages<D>(tenantId, query, 1_000)) {
    for (const one of page.items) names.set(one.userId, one)
  }
  return names
}
