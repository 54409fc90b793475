import { badRequest, Failure } from '../answers.ts'
import { isObject, type Json, type JsonObject, type Value } from '../json.ts'
import { meetsCondition } from '../sql/condition.ts'
import { readCharge, replaceCharge, writeCharge } from '../storage/charges.ts'
import { isTtl } from '../storage/container-definition.ts'
import { requireBounds, requireId, requireSize } from '../storage/document-limits.ts'
import type { Draft } from '../storage/draft.ts'
import { Version } from '../storage/entry.ts'
import { requireSamePartition } from '../storage/partition-key.ts'
import { patchDocument } from '../storage/patch.ts'
import type { PatchOperation } from '../storage/patch-read.ts'
import { documentRid } from '../storage/resource-id.ts'
import type { Store } from '../storage/store.ts'

/** The verbs on single documents. Each looks at and changes a draft; batches and single requests share them. */

export type Outcome = { readonly status: number; readonly charge: number; readonly version?: Version }

export function createDocument(store: Store, draft: Draft, body: unknown): Outcome {
  const document = readDocument(draft, body)
  const id = document['id'] as string
  if (draft.find(id) !== undefined)
    throw new Failure(409, `Entity with the specified id already exists in the system: '${id}'.`)
  const sequence = store.nextSequence()
  const version = stamp(store, draft, document, sequence)
  draft.put(id, version, sequence)
  const terms = draft.container.indexPaths.termCount(version.document)
  return { status: 201, charge: writeCharge(version.bytes, terms), version }
}

export function upsertDocument(store: Store, draft: Draft, body: unknown, ifMatch?: string): Outcome {
  const document = readDocument(draft, body)
  const before = draft.find(document['id'] as string)
  if (before === undefined) return createDocument(store, draft, body) // If-Match has nothing to compare with.
  requireMatch(before, ifMatch)
  return overwrite(store, draft, before, document)
}

export function replaceDocument(
  store: Store,
  draft: Draft,
  id: string,
  body: unknown,
  ifMatch?: string,
): Outcome {
  const document = readDocument(draft, body)
  const before = requireDocument(draft, id)
  if (document['id'] !== id) throw badRequest(`A replace keeps the id: '${id}', not '${document['id']}'.`)
  requireMatch(before, ifMatch)
  return overwrite(store, draft, before, document)
}

export function patchStoredDocument(
  store: Store,
  draft: Draft,
  id: string,
  patch: { readonly operations: readonly PatchOperation[]; readonly condition?: string },
  ifMatch?: string,
): Outcome {
  const before = requireDocument(draft, id)
  requireMatch(before, ifMatch)
  if (patch.condition !== undefined && !meetsCondition(before.document, patch.condition))
    throw new Failure(412, 'The condition of the patch does not hold.', { substatus: 1110 })
  const paths = draft.container.definition.partitionKey.paths
  const after = patchDocument(before.document, patch.operations, paths)
  return overwrite(store, draft, before, after, patch.operations.length)
}

export function readDocumentById(draft: Draft, id: string): Outcome {
  const version = requireDocument(draft, id)
  return { status: 200, charge: readCharge(version.bytes), version }
}

export function deleteDocument(draft: Draft, id: string, ifMatch?: string): Outcome {
  const before = requireDocument(draft, id)
  requireMatch(before, ifMatch)
  draft.remove(id)
  const terms = draft.container.indexPaths.termCount(before.document)
  return { status: 204, charge: writeCharge(before.bytes, terms) }
}

function overwrite(
  store: Store,
  draft: Draft,
  before: Version,
  document: JsonObject,
  patchOperations = 0,
): Outcome {
  const id = document['id'] as string
  const sequence = draft.sequenceOf(id)
  const version = stamp(store, draft, document, sequence)
  draft.put(id, version, sequence)
  const terms = draft.container.indexPaths.changedTermCount(before.document, version.document)
  return {
    status: 200,
    charge: replaceCharge(before.bytes, version.bytes, terms, patchOperations),
    version,
  }
}

/** Puts the system's properties on a document and makes its text. */
function stamp(store: Store, draft: Draft, document: JsonObject, sequence: number): Version {
  const { container } = draft
  if (document['ttl'] !== undefined && !isTtl(document['ttl']))
    throw badRequest(
      `The input ttl '${JSON.stringify(document['ttl'])}' is invalid: a positive integer or -1 is needed.`,
    )
  requireBounds('document', document)
  const rid = documentRid(container.database.number, container.number, sequence)
  const stamped: Record<string, Json> = {
    ...document,
    _rid: rid,
    _self: `${container.selfLink}docs/${rid}/`,
    _etag: `"${store.nextLsn().toString(16).padStart(16, '0')}"`,
    _attachments: 'attachments/',
    _ts: Math.floor(draft.now / 1000),
  }
  const text = JSON.stringify(stamped)
  const version = new Version(text, stamped, container.expiryOf(stamped))
  requireSize('document', version.bytes)
  return version
}

function readDocument(draft: Draft, body: unknown): JsonObject {
  if (!isObject(body as Value)) throw badRequest('A document is a JSON object.')
  const document = body as JsonObject
  requireId(document['id'])
  requireSamePartition(document, draft.container.definition.partitionKey, draft.partition)
  return document
}

function requireDocument(draft: Draft, id: string): Version {
  const version = draft.find(id)
  if (version === undefined) throw new Failure(404, `Resource with id '${id}' does not exist.`)
  return version
}

function requireMatch(version: Version, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== version.etag)
    throw new Failure(412, 'The etag is not the one of the document: somebody changed it.')
}
