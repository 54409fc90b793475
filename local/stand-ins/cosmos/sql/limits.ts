import { badRequest, Failure } from '../answers.ts'
import type { Container } from '../storage/container.ts'
import { pathOf } from '../storage/partition-key.ts'
import { aggregatesOf } from './aggregate.ts'
import { needsClient } from './client-plan.ts'
import type { Query } from './syntax.ts'

/** What production refuses although it is good SQL. A stand-in that answered would let the mistake through. */
export function refuseAsProduction(query: Query, container: Container): void {
  if (query.orderBy.length === 1) requireIndexed(query, container)
  if (query.orderBy.length > 1) requireCompositeIndex(query, container)
}

/** What the gateway refuses over several partitions. The plan in the answer tells the client how to go on. */
export function refuseAtGateway(query: Query, plan: () => object): void {
  if (!needsClient(query)) return
  const details = { additionalErrorInfo: JSON.stringify(plan()) }
  if (query.select.kind !== 'value' && aggregatesOf(query).length > 0)
    throw new Failure(400, "Cross partition query only supports 'VALUE <AggregateFunc>' for aggregates.", {
      details,
    })
  throw new Failure(
    400,
    'The provided cross partition query can not be directly served by the gateway. This is a first chance (internal) exception that all newer clients will know how to handle gracefully.',
    { substatus: 1004, details },
  )
}

function requireIndexed(query: Query, container: Container): void {
  const path = query.orderBy[0]?.path ?? []
  if (!container.indexPaths.covers(path))
    throw badRequest(
      `The order by query does not have a corresponding index: the path /${path.join('/')} is excluded from indexing.`,
    )
}

function requireCompositeIndex({ orderBy }: Query, container: Container): void {
  const composites = container.definition.indexingPolicy?.compositeIndexes ?? []
  const isServed = composites.some((index) => {
    if (index.length !== orderBy.length) return false
    const sameDirection = index.map(({ path, order }, i) => {
      const item = orderBy[i]
      if (item === undefined || pathOf(path).join('/') !== item.path.join('/')) return undefined
      return (order?.toLowerCase() === 'descending') === item.descending
    })
    return sameDirection.every((same) => same === true) || sameDirection.every((same) => same === false)
  })
  if (!isServed)
    throw badRequest(
      'The order by query does not have a corresponding composite index that it can be served from.',
    )
}
