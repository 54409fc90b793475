import type { Container, FeedOptions, FeedResponse, OperationResponse, QueryIterator } from '@azure/cosmos'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Commit, DocumentBase, Documents, Page, Query, Stored, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { batchOperation } from './batch-operations.ts'
import type { CosmosConnection } from './cosmos-connection.ts'
import { behindSession, rethrowContinued, rethrowRead, rethrowWrite } from './cosmos-failures.ts'
import { leaveNewerAlone } from './newer-documents.ts'
import { countSql, querySql } from './query-sql.ts'
import { checkWrites, writesPerBatchMax } from './write-limits.ts'

/** What Cosmos DB adds to every document. `_etag` stays: it is part of the port. */
type Raw = Record<string, unknown>

/** The documents of one tenant at a time, each tenant a logical partition of Cosmos DB. */
export function cosmosDocuments(connection: CosmosConnection): Documents {
  return leaveNewerAlone({
    async read<D extends DocumentBase>(tenantId: TenantId, id: string) {
      return readOne<D>(await connection.container(), tenantId, id)
    },

    async readTogether<Ds extends readonly DocumentBase[]>(
      tenantId: TenantId,
      ids: { readonly [Place in keyof Ds]: string },
    ) {
      return (await readTogether(await connection.container(), tenantId, ids)) as {
        [Place in keyof Ds]: Stored<Ds[Place]> | undefined
      }
    },

    async page<D extends DocumentBase>(
      tenantId: TenantId,
      query: Query,
      { size, continuation }: { readonly size: number; readonly continuation?: string },
    ): Promise<Page<D>> {
      const container = await connection.container()
      const iterator = openQuery(container, tenantId, query, size, continuation)
      let page = await firstPage<D>(iterator, query, continuation)
      let requestUnits = page.requestUnits
      // Production ends a page when its time is up, also before it has found anything.
      while (page.items.length === 0 && page.continuation !== undefined) {
        page = await nextPage<D>(iterator, query)
        requestUnits += page.requestUnits
      }
      return { ...page, requestUnits }
    },

    async *pages<D extends DocumentBase>(
      tenantId: TenantId,
      query: Query,
      size: number,
      continuation?: string,
    ) {
      const iterator = openQuery(await connection.container(), tenantId, query, size, continuation)
      let page = await firstPage<D>(iterator, query, continuation)
      yield page
      while (page.continuation !== undefined) {
        page = await nextPage<D>(iterator, query)
        yield page
      }
    },

    async count(tenantId, query) {
      const container = await connection.container()
      const counting = container.items.query<number>(countSql(query), { partitionKey: tenantId })
      // A long count may come in parts.
      const { resources } = await counting.fetchAll().catch(rethrowRead)
      return resources.reduce((sum, part) => sum + part, 0)
    },

    async commit(tenantId, writes) {
      checkWrites(tenantId, writes)
      return commit(await connection.container(), tenantId, writes)
    },
  })
}

/**
 * Cosmos DB cannot create a document or add to it, whichever it takes. A batch that finds nothing to count in was not
 * done, and is sent again with the beginning of it; and the other way round where somebody else has begun it meanwhile.
 */
async function commit(container: Container, tenantId: TenantId, writes: readonly Write[]): Promise<Commit> {
  const beginning = new Set<number>()
  let spent = 0
  for (let tries = 0; tries < beginningsMax; tries += 1) {
    const done = await commitOnce(container, tenantId, writes, beginning)
    spent += done.requestUnits
    const isOfCount = !done.committed && writes[done.at]?.kind === 'count'
    if (!isOfCount || done.because === 'condition') return { ...done, requestUnits: spent }
    if (done.because === 'missing') beginning.add(done.at)
    else beginning.delete(done.at)
  }
  throw new Unavailable('What is counted in comes and goes.')
}

/** Each document that a batch counts in costs one more try at most, unless others begin and end it all the time. */
const beginningsMax = 20

async function commitOnce(
  container: Container,
  tenantId: TenantId,
  writes: readonly Write[],
  beginning: ReadonlySet<number>,
): Promise<Commit> {
  const operations = writes.map((write, at) => batchOperation(write, beginning.has(at)))
  const { result, headers } = await container.items
    .batch(operations, tenantId, { contentResponseOnWriteEnabled: false })
    .catch(rethrowWrite)
  return commitFrom(result ?? [], writes, Number(headers['x-ms-request-charge'] ?? 0))
}

const containerMissing = 1003

/**
 * A transactional batch of reads: one request. It fails where one document is missing, and says nothing of the others:
 * then each is read by itself.
 */
async function readTogether(
  container: Container,
  tenantId: TenantId,
  ids: readonly string[],
): Promise<(Stored<DocumentBase> | undefined)[]> {
  const unique = [...new Set(ids)]
  const byId = new Map<string, Stored<DocumentBase> | undefined>()
  for (let from = 0; from < unique.length; from += writesPerBatchMax) {
    const some = unique.slice(from, from + writesPerBatchMax)
    const read =
      (some.length > 1 && (await readBatch(container, tenantId, some))) || readEach(container, tenantId, some)
    for (const [place, document] of (await read).entries()) byId.set(some[place] as string, document)
  }
  return ids.map((id) => byId.get(id))
}

async function readBatch(
  container: Container,
  tenantId: TenantId,
  ids: readonly string[],
): Promise<Stored<DocumentBase>[] | undefined> {
  const reads = ids.map((id) => ({ operationType: 'Read', id }) as const)
  const { result = [] } = await container.items.batch(reads, tenantId).catch(rethrowRead)
  if (result.length !== ids.length || result.some(({ statusCode }) => statusCode !== 200)) return undefined
  return result.map(({ resourceBody }) => clean<DocumentBase>(resourceBody as Raw))
}

function readEach(container: Container, tenantId: TenantId, ids: readonly string[]) {
  return Promise.all(ids.map((id) => readOne<DocumentBase>(container, tenantId, id)))
}

async function readOne<D extends DocumentBase>(container: Container, tenantId: TenantId, id: string) {
  const { resource, substatus } = await container.item(id, tenantId).read<Raw>().catch(rethrowRead)
  // The library gives back nothing for any 404, also when the whole container is missing.
  if (substatus === behindSession) throw new Unavailable('Cosmos DB answered from a replica that is behind.')
  if (substatus === containerMissing) throw new Error('The container of the documents does not exist.')
  return resource && clean<D>(resource)
}

function openQuery(
  container: Container,
  tenantId: TenantId,
  query: Query,
  size: number,
  continuationToken?: string,
): QueryIterator<Raw> {
  const options: FeedOptions = { partitionKey: tenantId, maxItemCount: size }
  if (continuationToken !== undefined) options.continuationToken = continuationToken
  return container.items.query<Raw>(querySql(query), options)
}

/** Only the first page can meet a continuation that is none. */
function firstPage<D extends DocumentBase>(
  iterator: QueryIterator<Raw>,
  query: Query,
  continuation?: string,
) {
  const page = nextPage<D>(iterator, query)
  return continuation === undefined ? page : page.catch(rethrowContinued)
}

async function nextPage<D extends DocumentBase>(
  iterator: QueryIterator<Raw>,
  { fields }: Query,
): Promise<Page<D>> {
  const response: FeedResponse<Raw> = await iterator.fetchNext().catch(rethrowRead)
  const { resources, continuationToken, requestCharge } = response
  return {
    // Past the end there is no list at all. Where fields are named, nothing else comes along.
    items: fields
      ? ((resources ?? []) as unknown[] as Stored<D>[])
      : (resources ?? []).map((raw) => clean<D>(raw)),
    ...(continuationToken ? { continuation: continuationToken } : {}),
    requestUnits: requestCharge,
  }
}

function clean<D extends DocumentBase>({ _rid, _self, _ts, _attachments, _lsn, ...rest }: Raw): Stored<D> {
  return rest as unknown as Stored<D>
}

/** A failed batch answers like a good one: the status of each operation tells, and all but one say 424. */
function commitFrom(
  results: readonly OperationResponse[],
  writes: readonly Write[],
  requestUnits: number,
): Commit {
  if (results.length !== writes.length) {
    throw new OutcomeUnknown(`Cosmos DB answered ${results.length} of ${writes.length} writes.`)
  }
  const at = results.findIndex(({ statusCode }) => statusCode >= 400 && statusCode !== failedDependency)
  const stopped = results[at]
  if (!stopped) return { committed: true, etags: results.map(({ eTag }) => eTag ?? ''), requestUnits }
  const because = reasons.get(stopped.statusCode)
  if (because) return { committed: false, at, because, requestUnits }
  const text = `Cosmos DB answered ${stopped.statusCode} to write ${at} of a batch (${writes[at]?.kind}).`
  if (notNow.has(stopped.statusCode)) throw new Unavailable(text)
  throw new Error(text)
}

const failedDependency = 424
const notNow = new Set([429, 449, 503, 408])
const reasons = new Map<number, 'exists' | 'missing' | 'condition'>([
  [409, 'exists'],
  [404, 'missing'],
  [412, 'condition'],
])
