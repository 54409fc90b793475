import { badRequest, Failure } from '../answers.ts'
import type { Json, JsonObject, Value } from '../json.ts'
import { valueAt } from '../json.ts'
import { requireKeyValue } from './document-limits.ts'

export type PartitionKeyDefinition = {
  readonly paths: readonly string[]
  readonly kind?: string
  readonly version?: number
}

/** The key as a header or a batch carries it: a JSON array with a value for each path, `{}` for a missing one. */
export function parsePartitionKey(text: string): readonly Json[] {
  let key: unknown
  try {
    key = JSON.parse(text)
  } catch {
    key = undefined
  }
  if (!Array.isArray(key)) throw badRequest('The partition key is not a JSON array.')
  key.forEach(requireKeyValue)
  return key as Json[]
}

/** One text for one key, however the client wrote it. */
export function partitionText(key: readonly Json[]): string {
  return JSON.stringify(key)
}

export function pathOf(partitionKeyPath: string): readonly string[] {
  return partitionKeyPath
    .slice(1)
    .split('/')
    .map((step) => step.replace(/^"(.*)"$/, '$1'))
}

/** The key that the document itself says it has. */
export function partitionOf(document: JsonObject, definition: PartitionKeyDefinition): string {
  return partitionText(
    definition.paths.map((path) => {
      const value: Value = valueAt(document, pathOf(path))
      if (value === undefined) return {}
      if (typeof value === 'object' && value !== null)
        throw badRequest(`The partition key at '${path}' must be a scalar.`)
      return value
    }),
  )
}

/** Production compares the header with the document on every write, and so do we. */
export function requireSamePartition(
  document: JsonObject,
  definition: PartitionKeyDefinition,
  expected: string,
): void {
  const found = partitionOf(document, definition)
  if (found !== expected)
    throw new Failure(
      400,
      `PartitionKey extracted from document doesn't match the one specified in the header: ${found}, ${expected}.`,
      { substatus: 1001 },
    )
}
