import type { FeedOptions } from '@azure/cosmos'
import type { AcrossTenants, Found } from '#core/ports/documents.ts'
import type { CosmosConnection } from './cosmos-connection.ts'
import { failure, rethrowContinued, rethrowRead } from './cosmos-failures.ts'
import { countSql, querySql } from './query-sql.ts'

/** The only queries without a tenant; they cost a look into every partition, and give ids only. */
export function cosmosAcrossTenants(connection: CosmosConnection): AcrossTenants {
  return {
    async page(query, { size, continuation }) {
      const container = await connection.container()
      const options: FeedOptions = { maxItemCount: size }
      if (continuation !== undefined) options.continuationToken = continuation
      const iterator = container.items.query<Found>(
        querySql({ ...query, fields: ['tenantId', 'id'] }),
        options,
      )
      const { resources, continuationToken } = await iterator
        .fetchNext()
        .catch((error: unknown) => {
          throw failure('read', error)
        })
        .catch(continuation === undefined ? rethrow : rethrowContinued)
      return {
        // Past the end there is no list at all.
        found: (resources ?? []).map(({ tenantId, id }) => ({ tenantId, id })),
        ...(continuationToken ? { continuation: continuationToken } : {}),
      }
    },

    async count(query) {
      const container = await connection.container()
      const { resources } = await container.items.query<number>(countSql(query)).fetchAll().catch(rethrowRead)
      return resources.reduce((sum, part) => sum + part, 0)
    },
  }
}

function rethrow(error: Error): never {
  throw error
}
