import type { IncomingHttpHeaders } from 'node:http'
import { type Answer, badRequest, Failure, notDone } from '../answers.ts'
import type { Container } from '../storage/container.ts'
import { requireSize } from '../storage/document-limits.ts'
import { Draft } from '../storage/draft.ts'
import { parsePartitionKey, partitionText } from '../storage/partition-key.ts'
import { readPatch } from '../storage/patch-read.ts'
import type { Store } from '../storage/store.ts'
import { runBatch } from './batch.ts'
import { flag, type Kind, text } from './headers.ts'
import {
  createDocument,
  deleteDocument,
  type Outcome,
  patchStoredDocument,
  readDocumentById,
  replaceDocument,
  upsertDocument,
} from './operations.ts'

/** A request for documents of one partition, its body parsed. */
export type ItemRequest = {
  readonly kind: Kind
  readonly container: Container
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  readonly bodyBytes: number
}

export function answerItem(store: Store, request: ItemRequest): Answer {
  const { container, headers } = request
  const draft = new Draft(container, requirePartition(container, headers), Date.now())
  const outcome = run(store, draft, request)
  store.commit(draft)
  const { version, charge } = outcome
  if (version === undefined) return { status: outcome.status, charge }
  const isUnchanged =
    request.kind === 'read' && [version.etag, '*'].includes(text(headers, 'if-none-match') ?? '')
  if (isUnchanged) return { status: 304, charge, headers: { etag: version.etag } }
  return { status: outcome.status, body: version.text, charge, headers: { etag: version.etag } }
}

export function answerBatch(store: Store, request: ItemRequest): Answer {
  const { container, headers, body, bodyBytes } = request
  if (!flag(headers, 'x-ms-cosmos-batch-atomic'))
    throw notDone("'x-ms-cosmos-batch-atomic: false' (bulk requests)")
  requireSize('batch', bodyBytes)
  const isMinimal = text(headers, 'prefer') === 'return=minimal'
  return runBatch(store, container, requirePartition(container, headers), body, isMinimal)
}

/** The whole partition key, as every request for single documents must have it. */
export function requirePartition(container: Container, headers: IncomingHttpHeaders): string {
  const header = text(headers, 'x-ms-documentdb-partitionkey')
  if (header === undefined) throw badRequest('PartitionKey value must be supplied for this operation.')
  const key = parsePartitionKey(header)
  if (key.length !== container.definition.partitionKey.paths.length)
    throw new Failure(400, 'Partition key provided does not correspond to the one of the container.', {
      substatus: 1001,
    })
  return partitionText(key)
}

function run(store: Store, draft: Draft, { kind, id, headers, body }: ItemRequest): Outcome {
  const ifMatch = text(headers, 'if-match')
  switch (kind) {
    case 'create':
      return createDocument(store, draft, body)
    case 'upsert':
      return upsertDocument(store, draft, body, ifMatch)
    case 'replace':
      return replaceDocument(store, draft, id, body, ifMatch)
    case 'patch':
      return patchStoredDocument(store, draft, id, readPatch(body), ifMatch)
    case 'delete':
      return deleteDocument(draft, id, ifMatch)
    default:
      return readDocumentById(draft, id)
  }
}
