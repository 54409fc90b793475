import { badRequest, notDone } from '../answers.ts'
import { isObject, type Json, type JsonObject, type Value } from '../json.ts'

/** https://learn.microsoft.com/azure/cosmos-db/partial-document-update */
export const patchOperationsMax = 10

export type PatchOperation =
  | { readonly op: 'add' | 'set' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'incr'; readonly path: string; readonly value: number }
  | { readonly op: 'move'; readonly path: string; readonly from: string }

/** Reads `[ops]` or `{operations, condition}`. */
export function readPatch(body: unknown): { operations: readonly PatchOperation[]; condition?: string } {
  const wrapped = Array.isArray(body) ? { operations: body } : body
  if (!isObject(wrapped as Value) || !Array.isArray((wrapped as JsonObject)['operations']))
    throw badRequest('A patch is an array of operations or {operations, condition}.')
  const { operations, condition, ...rest } = wrapped as Record<string, unknown>
  const unknown = Object.keys(rest)[0]
  if (unknown !== undefined) throw notDone(`the patch property '${unknown}'`)
  const list = operations as unknown[]
  if (list.length === 0) throw badRequest('A patch needs at least one operation.')
  if (list.length > patchOperationsMax)
    throw badRequest(`A patch has at most ${patchOperationsMax} operations; this one has ${list.length}.`)
  if (condition !== undefined && typeof condition !== 'string')
    throw badRequest('The condition of a patch is a text.')
  const read = list.map(readOperation)
  return condition ? { operations: read, condition } : { operations: read }
}

function readOperation(operation: unknown): PatchOperation {
  const { op, path, from, value } = (operation ?? {}) as Record<string, unknown>
  if (typeof path !== 'string') throw badRequest('A patch operation needs a path.')
  switch (op) {
    case 'add':
    case 'set':
    case 'replace':
      if (value === undefined) throw badRequest(`Patch: '${op}' at '${path}' needs a value.`)
      return { op, path, value: value as Json }
    case 'incr':
      if (typeof value !== 'number') throw badRequest(`Patch: 'incr' at '${path}' needs a number.`)
      return { op, path, value }
    case 'remove':
      return { op, path }
    case 'move':
      if (typeof from !== 'string') throw badRequest(`Patch: 'move' to '${path}' needs 'from'.`)
      return { op, path, from }
    default:
      throw notDone(`the patch operation ${JSON.stringify(op)}`)
  }
}
