import { badRequest, Failure } from '../answers.ts'
import type { Container } from '../storage/container.ts'
import { pathOf } from '../storage/partition-key.ts'
import { aggregatesOf } from './aggregate.ts'
import type { Query } from './syntax.ts'

/** What production refuses although it is good SQL. A stand-in that answered would let the mistake through. */
export function refuseAsProduction(query: Query, container: Container, isCrossPartition: boolean): void {
  if (isCrossPartition && query.select.kind !== 'value' && aggregatesOf(query).length > 0)
    throw new Failure(400, "Cross partition query only supports 'VALUE <AggregateFunc>' for aggregates.", {
      details: { additionalErrorInfo: JSON.stringify(queryPlan(query)) },
    })
  if (query.orderBy.length === 1) requireIndexed(query, container)
  if (query.orderBy.length > 1) requireCompositeIndex(query, container)
}

/**
 * The plan that makes the client hand the query on unchanged: the server answers across partitions by itself. Only
 * for the aggregates above does it tell the truth, from which the client makes production's error.
 */
export function queryPlan(query: Query): object {
  const isRefused = query.select.kind !== 'value' && aggregatesOf(query).length > 0
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: {
      distinctType: 'None',
      top: null,
      offset: null,
      limit: null,
      orderBy: [],
      orderByExpressions: [],
      groupByExpressions: [],
      groupByAliases: [],
      aggregates: isRefused ? ['Count'] : [],
      groupByAliasToAggregateType: {},
      rewrittenQuery: '',
      hasSelectValue: false,
      dCountInfo: null,
      hasNonStreamingOrderBy: false,
    },
    queryRanges: [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }],
  }
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
