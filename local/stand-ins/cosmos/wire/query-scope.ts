import type { IncomingHttpHeaders } from 'node:http'
import { badRequest } from '../answers.ts'
import { isObject } from '../json.ts'
import type { Parameters } from '../sql/evaluate.ts'
import { type Equality, requiredEqualities } from '../sql/plan.ts'
import type { Query } from '../sql/syntax.ts'
import type { Container } from '../storage/container.ts'
import { parsePartitionKey, partitionText, pathOf } from '../storage/partition-key.ts'
import { flag, text } from './headers.ts'

export type Scope = {
  /** Undefined: all of them. */
  readonly partition?: string
  /** The leading values of a hierarchical key, when the header has no more. */
  readonly given: readonly Equality[]
  readonly isCross: boolean
}

/** One partition when the header or the text names it, a part of them for a key's leading values, or all. */
export function scopeOf(
  container: Container,
  headers: IncomingHttpHeaders,
  query: Query,
  parameters: Parameters,
): Scope {
  const { paths } = container.definition.partitionKey
  const header = text(headers, 'x-ms-documentdb-partitionkey')
  if (header !== undefined) {
    const key = parsePartitionKey(header)
    if (key.length === paths.length) return { partition: partitionText(key), given: [], isCross: false }
    if (key.length > paths.length) throw badRequest(`The partition key has ${key.length} values.`)
    const given = key.map((value, i) => ({
      path: pathOf(paths[i] as string),
      value: isObject(value) ? undefined : value, // `{}` stands for a missing one.
    }))
    return { given, isCross: given.length === 0 }
  }
  const equalities = requiredEqualities(query, parameters)
  const key = paths.map(
    (path) => equalities.find((equality) => equality.path.join('/') === pathOf(path).join('/'))?.value,
  )
  if (key.every((value) => value !== undefined))
    return { partition: partitionText(key), given: [], isCross: false }
  if (!flag(headers, 'x-ms-documentdb-query-enablecrosspartition'))
    throw badRequest(
      'Cross partition query is required but disabled. Please set x-ms-documentdb-query-enablecrosspartition to true, specify x-ms-documentdb-partitionkey, or revise your query to avoid this exception.',
    )
  return { given: [], isCross: true }
}
