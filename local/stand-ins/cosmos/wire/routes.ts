import type { IncomingHttpHeaders } from 'node:http'
import { type Answer, badRequest, notDone } from '../answers.ts'
import { nestingMax, requireBounds } from '../storage/document-limits.ts'
import type { Store } from '../storage/store.ts'
import { isReadOnly } from './batch.ts'
import { flag, type Kind, text } from './headers.ts'
import { answerBatch, answerItem } from './items.ts'
import {
  answerAccount,
  createContainer,
  createDatabase,
  listContainers,
  listDatabases,
  listPartitionKeyRanges,
  readContainer,
  readDatabase,
} from './metadata.ts'
import { answerQuery, answerQueryPlan } from './queries.ts'
import { inSession } from './session.ts'
import type { ShortPages } from './short-pages.ts'

/** A batch of patches wraps what it stores in eight arrays and objects at most. */
const bodyNestingMax = nestingMax + 8

export type Request = {
  readonly method: string
  /** As the client wrote it. */
  readonly path: string
  /** The decoded parts of the path. */
  readonly segments: readonly string[]
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What a request is for, before anything is done: faults, budgets and headers are judged by it. */
export type Route = {
  readonly kind: Kind
  /** Whose request units it draws on; absent for what costs no partition anything. */
  readonly partition?: string
  readonly run: () => Answer
}

/** Finds what to do, or refuses by name. */
export function findRoute(
  { store, shortPages }: { readonly store: Store; readonly shortPages: ShortPages },
  request: Request,
): Route {
  const { method, segments, headers } = request
  const [dbs, databaseId = '', colls, containerId = '', leaf, id] = segments
  const refuse = () => notDone(`${method} /${segments.join('/')}`)
  if (segments.length === 0 && method === 'GET')
    return { kind: 'metadata', run: () => answerAccount(headers.host ?? 'localhost') }
  if (dbs !== 'dbs' || (colls !== undefined && colls !== 'colls') || segments.length > 6) throw refuse()
  if (flag(headers, 'x-ms-documentdb-isquery') && leaf !== 'docs')
    throw notDone(`a query of ${segments.at(-1)}`)
  if (segments.length <= 4 || leaf === 'pkranges') {
    const run = metadataRun(store, request, databaseId, containerId)
    if (run === undefined) throw refuse()
    return { kind: 'metadata', run }
  }
  if (leaf !== 'docs') throw refuse()
  if (method === 'GET' && id === undefined) throw notDone('reading documents as a feed, or the change feed')
  const kind = itemKind(method, headers, id)
  if (kind === undefined) throw refuse()
  if (kind === 'plan')
    return { kind, run: () => answerQueryPlan(store.container(databaseId, containerId), json(request)) }
  const partition = `${databaseId}/${containerId}/${text(headers, 'x-ms-documentdb-partitionkey') ?? '*'}`
  const run = () => {
    const container = store.container(databaseId, containerId)
    const body = json(request)
    const isRead = kind === 'read' || kind === 'query' || (kind === 'batch' && isReadOnly(body))
    return inSession(store, container, { ...request, isRead }, (seen) => {
      if (kind === 'query') return answerQuery(seen, shortPages, headers, body)
      const answer = kind === 'batch' ? answerBatch : answerItem
      return answer(store, {
        kind,
        container: seen,
        id: id ?? '',
        headers,
        body,
        bodyBytes: request.body.length,
      })
    })
  }
  return { kind, partition, run }
}

function metadataRun(
  store: Store,
  { method, segments, body }: Request,
  databaseId: string,
  containerId: string,
): (() => Answer) | undefined {
  const isRead = method === 'GET'
  const isCreate = method === 'POST'
  const isDelete = method === 'DELETE'
  const given = () => json({ body })
  switch (segments.length) {
    case 1:
      if (isRead) return () => listDatabases(store)
      return isCreate ? () => createDatabase(store, given()) : undefined
    case 2:
      if (isRead) return () => readDatabase(store.database(databaseId))
      return isDelete ? gone(() => store.deleteDatabase(databaseId)) : undefined
    case 3:
      if (isRead) return () => listContainers(store.database(databaseId))
      return isCreate ? () => createContainer(store, databaseId, given()) : undefined
    case 4:
      if (isRead) return () => readContainer(store.container(databaseId, containerId))
      return isDelete ? gone(() => store.deleteContainer(databaseId, containerId)) : undefined
    case 5:
      return isRead ? () => listPartitionKeyRanges(store.container(databaseId, containerId)) : undefined
    default:
      return undefined
  }
}

function itemKind(method: string, headers: IncomingHttpHeaders, id: string | undefined): Kind | undefined {
  const ofItem: Readonly<Record<string, Kind>> = {
    GET: 'read',
    PUT: 'replace',
    PATCH: 'patch',
    DELETE: 'delete',
  }
  if (id !== undefined) return ofItem[method]
  if (method !== 'POST') return undefined
  if (flag(headers, 'x-ms-cosmos-is-query-plan-request')) return 'plan'
  if (flag(headers, 'x-ms-documentdb-isquery')) return 'query'
  if (flag(headers, 'x-ms-cosmos-is-batch-request')) return 'batch'
  return flag(headers, 'x-ms-documentdb-is-upsert') ? 'upsert' : 'create'
}

function gone(remove: () => void): () => Answer {
  return () => {
    remove()
    return { status: 204, charge: 1 }
  }
}

function json({ body }: Pick<Request, 'body'>): unknown {
  if (body.length === 0) return undefined
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    throw badRequest('The request body is not JSON.')
  }
  requireBounds('request body', value, bodyNestingMax)
  return value
}
