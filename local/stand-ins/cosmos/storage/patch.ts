import { badRequest, notDone } from '../answers.ts'
import type { Json, JsonObject, Value } from '../json.ts'
import type { PatchOperation } from './patch-read.ts'

const systemProperties = new Set(['id', '_rid', '_self', '_etag', '_ts', '_attachments', '_lsn'])

type Container = Record<string, Json> | Json[]

/**
 * The document after the operations. Copies only what lies on the way to a change; the rest is shared with the
 * document before, which stays as it was.
 */
export function patchDocument(
  document: JsonObject,
  operations: readonly PatchOperation[],
  partitionKeyPaths: readonly string[],
): JsonObject {
  const copies = new Set<Container>()
  const copyOf = (value: Container): Container => {
    if (copies.has(value)) return value
    const copy = Array.isArray(value) ? value.slice() : { ...value }
    copies.add(copy)
    return copy
  }
  const root = copyOf(document) as Record<string, Json>

  /** The object or array that holds the last step, copied all the way down. */
  const holderOf = (path: string, steps: readonly string[]): Container => {
    let holder: Container = root
    for (const step of steps.slice(0, -1)) {
      const child: Value = childOf(holder, step)
      if (typeof child !== 'object' || child === null)
        throw badRequest(`Patch: the parent of path '${path}' does not exist.`)
      const copy = copyOf(child as Container)
      if (Array.isArray(holder)) holder[Number(step)] = copy
      else holder[step] = copy
      holder = copy
    }
    return holder
  }

  const put = (path: string, value: Json, insert: boolean): void => {
    const steps = parsePointer(path)
    const holder = holderOf(path, steps)
    const last = steps.at(-1) as string
    if (!Array.isArray(holder)) holder[last] = value
    else if (insert && (last === '-' || Number(last) === holder.length)) holder.push(value)
    else {
      const place = placeIn(holder, last, path)
      holder.splice(place, insert ? 0 : 1, value)
    }
  }

  const take = (path: string): Json => {
    const steps = parsePointer(path)
    const holder = holderOf(path, steps)
    const last = steps.at(-1) as string
    const value = childOf(holder, last)
    if (value === undefined) throw badRequest(`Patch: path '${path}' does not exist.`)
    if (Array.isArray(holder)) holder.splice(Number(last), 1)
    else delete holder[last]
    return value
  }

  for (const operation of operations) {
    const { path } = operation
    refuseFixedPath(path, partitionKeyPaths)
    const steps = parsePointer(path)
    switch (operation.op) {
      case 'add':
        put(path, operation.value, true)
        break
      case 'set':
        if (steps.at(-1) === '-' && Array.isArray(holderOf(path, steps)))
          throw notDone(`patch 'set' at the end of an array (${path}); use 'add'`)
        put(path, operation.value, false)
        break
      case 'replace':
        if (childOf(holderOf(path, steps), steps.at(-1) as string) === undefined)
          throw badRequest(`Patch: path '${path}' does not exist.`)
        put(path, operation.value, false)
        break
      case 'remove':
        take(path)
        break
      case 'incr': {
        const before = childOf(holderOf(path, steps), steps.at(-1) as string)
        if (before !== undefined && typeof before !== 'number')
          throw badRequest(`Patch: '${path}' is not a number and cannot be incremented.`)
        put(path, (before ?? 0) + operation.value, false)
        break
      }
      case 'move':
        refuseFixedPath(operation.from, partitionKeyPaths)
        if (`${path}/`.startsWith(`${operation.from}/`))
          throw badRequest(`Patch: '${operation.from}' cannot move into itself.`)
        put(path, take(operation.from), true)
        break
    }
  }
  return root
}

function parsePointer(path: string): readonly string[] {
  if (!path.startsWith('/') || path.length < 2) throw badRequest(`Patch: '${path}' is not a path.`)
  const steps = path.slice(1).split('/')
  if (steps.includes('__proto__')) throw badRequest(`Patch: '${path}' is not a path.`)
  return path.includes('~') ? steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')) : steps
}

function childOf(holder: Container, step: string): Value {
  if (Array.isArray(holder)) return /^\d+$/.test(step) ? holder[Number(step)] : undefined
  return Object.hasOwn(holder, step) ? holder[step] : undefined
}

function placeIn(array: readonly Json[], step: string, path: string): number {
  const place = Number(step)
  if (!/^\d+$/.test(step) || place >= array.length)
    throw badRequest(`Patch: '${path}' is outside of the array.`)
  return place
}

function refuseFixedPath(path: string, partitionKeyPaths: readonly string[]): void {
  const first = path.split('/')[1] ?? ''
  const holdsKey = partitionKeyPaths.some((key) => `${key}/`.startsWith(`${path}/`) || path === key)
  if (systemProperties.has(first) || holdsKey)
    throw badRequest(`Patch: '${path}' cannot be changed: it belongs to the system or to the partition key.`)
}
