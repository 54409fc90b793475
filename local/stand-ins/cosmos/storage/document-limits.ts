import { badRequest, Failure } from '../answers.ts'

/** https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits */
export const documentBytesMax = 2 * 1024 * 1024
export const nestingMax = 128
const idBytesMax = 1023
const partitionKeyBytesMax = 2048

export function requireSize(what: string, bytes: number): void {
  if (bytes > documentBytesMax)
    throw new Failure(413, `The ${what} has ${bytes} bytes; ${documentBytesMax} are allowed.`)
}

/** The id of a document. Half a character would come back from the file as another one. */
export function requireId(id: unknown): void {
  const isGood =
    typeof id === 'string' &&
    id.length > 0 &&
    Buffer.byteLength(id) <= idBytesMax &&
    id.isWellFormed() &&
    !/[/\\?#]/.test(id)
  if (!isGood) throw badRequest(`A document needs an 'id' of 1 to ${idBytesMax} bytes without / \\ ? #.`)
}

/** One value of a partition key: a scalar, or `{}` where the document has none. */
export function requireKeyValue(value: unknown): void {
  if (typeof value === 'string' && Buffer.byteLength(value) > partitionKeyBytesMax)
    throw badRequest(
      `The partition key has a value of ${Buffer.byteLength(value)} bytes; ${partitionKeyBytesMax} are allowed.`,
    )
  if (typeof value === 'object' && value !== null && (Array.isArray(value) || Object.keys(value).length > 0))
    throw badRequest('A partition key has scalars as values.')
}

/** JSON text can say what nobody can store, or even look at without running out of stack. */
export function requireBounds(what: string, value: unknown, levels = nestingMax): void {
  const excess = excessOf(value, levels + 1)
  if (excess === 'number') throw badRequest(`The ${what} has a number beyond the range of a double.`)
  if (excess === 'nesting') throw badRequest(`The ${what} nests more than ${levels} levels deep.`)
}

function excessOf(value: unknown, levels: number): 'nesting' | 'number' | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'number'
  if (typeof value !== 'object' || value === null) return undefined
  if (levels === 0) return 'nesting'
  let excess: 'nesting' | 'number' | undefined
  if (Array.isArray(value)) for (const item of value) excess ??= excessOf(item, levels - 1)
  else for (const key in value) excess ??= excessOf((value as Record<string, unknown>)[key], levels - 1)
  return excess
}
