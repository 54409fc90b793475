import type { JSONObject, JSONValue, OperationInput, PatchOperation } from '@azure/cosmos'
import type { DocumentBase, Write } from '#core/ports/documents.ts'
import { comparisonsSql, literal } from './comparison-sql.ts'

type Patch = Extract<Write, { kind: 'patch' }>

/** One write of the port as one operation of a transactional batch. What counts begins only where it `begins`. */
export function batchOperation(write: Write, begins: boolean): OperationInput {
  switch (write.kind) {
    case 'create':
      return { operationType: 'Create', resourceBody: body(write.document) }
    case 'upsert':
      return { operationType: 'Upsert', resourceBody: body(write.document) }
    case 'replace':
      return {
        operationType: 'Replace',
        id: write.document.id,
        resourceBody: body(write.document),
        ifMatch: write.ifMatch,
      }
    case 'patch':
      return { operationType: 'Patch', id: write.id, resourceBody: patchBody(write), ...condition(write) }
    case 'delete':
      return { operationType: 'Delete', id: write.id, ...condition(write) }
    case 'count':
      return begins
        ? { operationType: 'Create', resourceBody: body(begun(write)) }
        : { operationType: 'Patch', id: write.document.id, resourceBody: newPatchBody(write) }
  }
}

/** The document with what is added first. */
export function begun({ document, add }: Extract<Write, { kind: 'count' }>): DocumentBase {
  const fields = document as DocumentBase & Readonly<Record<string, unknown>>
  const sums = Object.entries(add).map(([field, value]) => [field, (fields[field] as number) + value])
  return { ...document, ...Object.fromEntries(sums) }
}

/** The old `_etag` of a document that was read and changed would be sent, and stored, for nothing. */
function body(document: DocumentBase): JSONObject & { id: string } {
  const { _etag, ...rest } = document as DocumentBase & { _etag?: string }
  return rest as unknown as JSONObject & { id: string }
}

interface PatchBody {
  readonly operations: PatchOperation[]
  readonly condition?: string
}

/** A step gives all of its users the same seat under the same condition: said once, not a hundred times. */
const saidBefore = new WeakMap<object, { readonly when: Patch['when']; readonly body: PatchBody }>()

function patchBody(write: Patch): PatchBody {
  const { add, set, when } = write
  if (!set || add) return newPatchBody(write)
  const before = saidBefore.get(set)
  if (before && before.when === when) return before.body
  const body = newPatchBody(write)
  saidBefore.set(set, { when, body })
  return body
}

function newPatchBody(write: Pick<Patch, 'set' | 'add' | 'when'>): PatchBody {
  const sets = Object.entries(write.set ?? {}).map(
    ([path, value]): PatchOperation => ({ op: 'set', path: pointer(path), value: value as JSONValue }),
  )
  const adds = Object.entries(write.add ?? {}).map(
    ([path, value]): PatchOperation => ({ op: 'incr', path: pointer(path), value }),
  )
  const operations = [...sets, ...adds]
  if (!write.when || write.when.length === 0) return { operations }
  return { operations, condition: `from c where ${comparisonsSql(write.when, literal)}` }
}

function condition(write: { readonly ifMatch?: string }): { ifMatch?: string } {
  return write.ifMatch === undefined ? {} : { ifMatch: write.ifMatch }
}

function pointer(path: string): string {
  return `/${path.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('.', '/')}`
}
