import type { IncomingHttpHeaders } from 'node:http'
import { badRequest, Failure, notDone } from '../answers.ts'
import { isObject, type Json } from '../json.ts'
import type { PlanRange } from '../sql/client-plan.ts'
import type { Parameters } from '../sql/evaluate.ts'
import { type Equality, requiredEqualities } from '../sql/plan.ts'
import type { Query } from '../sql/syntax.ts'
import type { Container, Source } from '../storage/container.ts'
import { hashOf } from '../storage/key-ranges.ts'
import { parsePartitionKey, partitionText, pathOf } from '../storage/partition-key.ts'
import { flag, text } from './headers.ts'

export type Scope = {
  /** What it is a scope of: the continuation of another one is not taken. */
  readonly name: string
  /** Where to look, one after the other. */
  readonly sources: readonly Source[]
  /** The leading values of a hierarchical key, when the header has no more. */
  readonly given: readonly Equality[]
  /** Over all partitions, by way of the gateway. */
  readonly isCross: boolean
  /** The client's part of a query over all partitions. */
  readonly isRange?: true
}

/** One partition when the header or the text names it, a part of them for a key's leading values, a range, or all. */
export function scopeOf(
  container: Container,
  headers: IncomingHttpHeaders,
  query: Query,
  parameters: Parameters,
): Scope {
  const { paths } = container.definition.partitionKey
  const header = text(headers, 'x-ms-documentdb-partitionkey')
  const range = text(headers, 'x-ms-documentdb-partitionkeyrangeid')
  if (range !== undefined) {
    if (header !== undefined) throw notDone('a query of a partition key and of a range')
    return ofRange(container, range)
  }
  if (header !== undefined) {
    const key = parsePartitionKey(header)
    if (key.length === paths.length) return ofPartition(container, partitionText(key))
    if (key.length > paths.length) throw badRequest(`The partition key has ${key.length} values.`)
    const given = key.map((value, i) => ({
      path: pathOf(paths[i] as string),
      value: isObject(value) ? undefined : value, // `{}` stands for a missing one.
    }))
    if (given.length > 0)
      return {
        name: partitionText(key),
        sources: [container.inRange(container.rangeOf(key))],
        given,
        isCross: false,
      }
  }
  const key = keyIn(container, query, parameters)
  if (key !== undefined) return ofPartition(container, partitionText(key))
  if (!flag(headers, 'x-ms-documentdb-query-enablecrosspartition'))
    throw badRequest(
      'Cross partition query is required but disabled. Please set x-ms-documentdb-query-enablecrosspartition to true, specify x-ms-documentdb-partitionkey, or revise your query to avoid this exception.',
    )
  return {
    name: 'all',
    sources: container.ranges.map((_, place) => container.inRange(place)),
    given: [],
    isCross: true,
  }
}

/** The hashes of the partition keys that the text asks for. */
export function planRangesOf(
  container: Container,
  query: Query,
  parameters: Parameters,
): readonly PlanRange[] {
  const key = keyIn(container, query, parameters)
  if (key === undefined) return [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }]
  const hash = hashOf(key)
  return [{ min: hash, max: hash, isMinInclusive: true, isMaxInclusive: true }]
}

/** The whole partition key, when the text demands it with `=`. */
function keyIn(container: Container, query: Query, parameters: Parameters): readonly Json[] | undefined {
  const equalities = requiredEqualities(query, parameters)
  const key = container.definition.partitionKey.paths.map(
    (path) => equalities.find((equality) => equality.path.join('/') === pathOf(path).join('/'))?.value,
  )
  return key.every((value) => value !== undefined) ? key : undefined
}

function ofPartition(container: Container, partition: string): Scope {
  const source = container.inPartition(partition)
  return { name: partition, sources: source ? [source] : [], given: [], isCross: false }
}

function ofRange(container: Container, id: string): Scope {
  const place = container.ranges.findIndex((range) => range.id === id)
  // The client asks for the ranges again, as after a split.
  if (place < 0) throw new Failure(410, `The partition key range '${id}' is gone.`, { substatus: 1002 })
  return {
    name: `range ${id}`,
    sources: [container.inRange(place)],
    given: [],
    isCross: false,
    isRange: true,
  }
}
