import type { FeedOptions, FeedResponse, SqlQuerySpec } from '@azure/cosmos'
import type { AcrossTenants, Found } from '#core/ports/documents.ts'
import { bindContinuation, tokenIn } from './bound-continuation.ts'
import type { CosmosConnection } from './cosmos-connection.ts'
import { failure, rethrowContinued, rethrowRead } from './cosmos-failures.ts'
import { countSql, querySql, sumSql } from './query-sql.ts'

/**
 * The only queries without a tenant; they cost a look into every partition, and give ids and numbers only. The gateway answers
 * those without an order. What has one, and counting, it leaves to the client library, which asks each physical
 * partition for its part; told so at once, it spares a request that is refused.
 */
export function cosmosAcrossTenants(connection: CosmosConnection): AcrossTenants {
  return {
    async page(query, { size, continuation }) {
      const sql = querySql({ ...query, fields: ['tenantId', 'id'] })
      const options: FeedOptions = { maxItemCount: size }
      // Without this the library merges the parts, but gives no continuation for them.
      if (query.orderBy) options.enableQueryControl = true
      if (continuation !== undefined) options.continuationToken = tokenIn(continuation, sql)
      const container = await connection.container()
      const iterator = container.items.query<Found>(sql, options)
      let page: FeedResponse<Found>
      do {
        page = await iterator
          .fetchNext()
          .catch((error: unknown) => {
            throw failure('read', error)
          })
          .catch(continuation === undefined ? rethrow : rethrowContinued)
        // A physical partition may have nothing to give, and the token of an empty page may lose some of another's.
      } while (page.hasMoreResults && !page.resources?.length)
      const { resources, continuationToken, hasMoreResults } = page
      return {
        // Past the end there is no list at all.
        found: (resources ?? []).map(({ tenantId, id }) => ({ tenantId, id })),
        // The library gives a token also where nothing follows.
        ...(hasMoreResults && continuationToken
          ? { continuation: bindContinuation(continuationToken, sql) }
          : {}),
      }
    },

    count: (query) => added(countSql(query)),

    sum: (query, field) => added(sumSql(query, field)),
  }

  async function added(sql: SqlQuerySpec): Promise<number> {
    const container = await connection.container()
    const parts = container.items.query<number | undefined>(sql, { forceQueryPlan: true })
    const { resources } = await parts.fetchAll().catch(rethrowRead)
    // Of nothing there may be no sum.
    return resources.reduce<number>((sum, part) => sum + (part ?? 0), 0)
  }
}

function rethrow(error: Error): never {
  throw error
}
