import { isAuditId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { DocumentBase, Write } from '#core/ports/documents.ts'

/** What Cosmos DB takes in one transactional batch and in one patch. */
export const writesPerBatchMax = 100
export const patchOperationsMax = 10

/**
 * Throws when a batch could never be stored: a mistake of ours, found before anything is sent. It also keeps a
 * document from being written into another tenant's partition, and the audit trail from being edited. (B15)
 */
export function checkWrites(tenantId: TenantId, writes: readonly Write[]): void {
  if (writes.length === 0 || writes.length > writesPerBatchMax) {
    throw new Error(`A batch takes 1 to ${writesPerBatchMax} writes; got ${writes.length}.`)
  }
  for (const write of writes) {
    const id = 'document' in write ? write.document.id : write.id
    if (isAuditId(id) && write.kind !== 'create') {
      throw new Error(`An entry of the audit trail is only ever created; ${id} was to be changed.`)
    }
    if (write.kind === 'patch') checkPatch(write)
    else if (write.kind !== 'delete' && write.document.tenantId !== tenantId) {
      throw new Error(`Document ${write.document.id} belongs to another tenant than the batch.`)
    }
    if (write.kind === 'count') checkCount(write)
  }
}

function checkPatch(write: Extract<Write, { kind: 'patch' }>): void {
  let count = 0
  for (const paths of [write.set, write.add]) {
    for (const path in paths) {
      count += 1
      checkPath(write.id, path)
    }
  }
  if (count === 0 || count > patchOperationsMax) {
    throw new Error(`A patch takes 1 to ${patchOperationsMax} fields; ${write.id} got ${count}.`)
  }
}

function checkCount({ document, add }: Extract<Write, { kind: 'count' }>): void {
  checkPatch({ kind: 'patch', id: document.id, add })
  for (const field in add) {
    const begin = (document as DocumentBase & Readonly<Record<string, unknown>>)[field]
    if (typeof begin !== 'number') throw new Error(`What is counted begins with a number; ${field} does not.`)
  }
}

const neverPatched = new Set(['id', 'tenantId'])

function checkPath(id: string, path: string): void {
  const first = path.split('.', 1)[0] ?? ''
  if (path.startsWith('_') || neverPatched.has(first)) {
    throw new Error(`The field ${path} of ${id} cannot be patched.`)
  }
  if (path === '' || path.startsWith('.') || path.endsWith('.') || path.includes('..')) {
    throw new Error(`A patch path is dotted names; ${id} got '${path}'.`)
  }
}
