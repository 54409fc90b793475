import type { Document } from '#core/documents.ts'
import type { Json } from '#core/kernel/json.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { begun } from '#infra/documents/batch-operations.ts'
import { charges } from './charges.ts'
import { matches, partsOf } from './comparisons.ts'
import type { Entry, Partition } from './partition.ts'

const batchBytesMax = 2 * 1024 * 1024

/** What a batch would store: `undefined` for a document that it deletes; `isNew` when it was not there before. */
export interface Staged {
  readonly changes: ReadonlyMap<string, (Change & { readonly isNew: boolean }) | undefined>
  readonly etags: readonly string[]
  readonly requestUnits: number
}

export interface Stopped {
  readonly at: number
  readonly because: 'exists' | 'missing' | 'condition'
}

type Change = { readonly document: Stored; readonly bytes: number }

/** Works out a batch without storing anything; each write sees the ones before it. */
export function stage(
  partition: Partition,
  writes: readonly Write[],
  isAlive: (entry: Entry) => boolean,
  nextEtag: () => string,
): Staged | Stopped {
  const changes = new Map<string, (Change & { readonly isNew: boolean }) | undefined>()
  const etags: string[] = []
  let requestUnits = 0
  let writtenBytes = 0
  for (let at = 0; at < writes.length; at += 1) {
    const write = writes[at] as Write
    const id = 'document' in write ? write.document.id : write.id
    const present = changes.has(id) ? changes.get(id) : aliveEntry(partition, id, isAlive)
    const because = obstacle(write, present)
    if (because) return { at, because }
    const next = write.kind === 'delete' ? undefined : changed(write, present, nextEtag())
    // A document that is deleted and created again goes to the end.
    if (!present) changes.delete(id)
    const isNew = !present || (changes.get(id)?.isNew ?? false)
    changes.set(id, next && { ...next, isNew })
    etags.push(next?.document._etag ?? '')
    requestUnits += charge(write, present, next)
    if (write.kind !== 'patch') writtenBytes += next?.bytes ?? 0
  }
  if (writtenBytes > batchBytesMax) throw new Error(`A batch takes 2 MB; got ${writtenBytes} bytes.`)
  return { changes, etags, requestUnits }
}

function aliveEntry(partition: Partition, id: string, isAlive: (entry: Entry) => boolean): Entry | undefined {
  const entry = partition.entries.get(id)
  return entry && isAlive(entry) ? entry : undefined
}

function obstacle(write: Write, present: Change | undefined): Stopped['because'] | undefined {
  if (write.kind === 'create') return present ? 'exists' : undefined
  if (write.kind === 'upsert') return undefined
  if (!present && write.kind === 'count') return undefined
  if (!present) return 'missing'
  if ('ifMatch' in write && write.ifMatch !== undefined && write.ifMatch !== present.document._etag)
    return 'condition'
  return 'when' in write && write.when && !matches(present.document, write.when) ? 'condition' : undefined
}

function changed(
  write: Exclude<Write, { kind: 'delete' }>,
  present: Change | undefined,
  etag: string,
): Change {
  if (write.kind === 'patch') return patched(write, present as Change, etag)
  if (write.kind === 'count' && present) return patched({ add: write.add }, present, etag)
  if (write.kind === 'count') {
    const document = freeze({ ...begun(write), _etag: etag }) as Stored
    return { document, bytes: JSON.stringify(document).length }
  }
  const document = freeze({ ...write.document, _etag: etag }) as Stored
  return { document, bytes: JSON.stringify(document).length }
}

function patched(
  write: Pick<Extract<Write, { kind: 'patch' }>, 'set' | 'add'>,
  present: Change,
  etag: string,
): Change {
  let document: Record<string, unknown> = { ...present.document }
  for (const path in write.set) document = withValue(document, path, () => write.set?.[path])
  for (const path in write.add) {
    document = withValue(document, path, (old) => added(path, old, write.add?.[path] ?? 0))
  }
  document['_etag'] = etag
  // The size hardly changes, and measuring it again would cost more than the patch.
  return { document: freeze(document) as unknown as Stored<Document>, bytes: present.bytes }
}

function added(path: string, old: unknown, amount: number): number {
  if (old === undefined) return amount
  if (typeof old !== 'number') throw new Error(`Cannot add to ${path}: it is no number.`)
  return old + amount
}

function withValue(
  document: Record<string, unknown>,
  path: string,
  next: (old: unknown) => Json | undefined,
): Record<string, unknown> {
  const parts = partsOf(path)
  const copy = { ...document }
  let parent = copy
  for (let depth = 0; depth < parts.length - 1; depth += 1) {
    const part = parts[depth] as string
    const child = parent[part]
    if (typeof child !== 'object' || child === null) throw new Error(`Cannot patch ${path}: no ${part}.`)
    const childCopy = { ...child } as Record<string, unknown>
    parent[part] = childCopy
    parent = childCopy
  }
  const last = parts.at(-1) as string
  parent[last] = next(parent[last])
  return copy
}

function charge(write: Write, present: Change | undefined, next: Change | undefined): number {
  if (write.kind === 'patch') {
    const operations = Object.keys(write.set ?? {}).length + Object.keys(write.add ?? {}).length
    return charges.patch(present?.bytes ?? 0, operations)
  }
  if (write.kind === 'count' && present) return charges.patch(present.bytes, Object.keys(write.add).length)
  if (present && next) return charges.replace(present.bytes, next.bytes)
  return charges.create((present ?? next)?.bytes ?? 0)
}

/** Documents are shared, never copied: whoever changes one in place is found at once. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const key in value) freeze(value[key])
  return value
}
