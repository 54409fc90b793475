import type { TenantId } from '#core/kernel/ids.ts'
import type { AcrossTenants } from '#core/ports/documents.ts'
import type { CosmosConnection } from './cosmos-connection.ts'
import { failure } from './cosmos-failures.ts'
import { querySql } from './query-sql.ts'

/** The only query without a tenant; it costs a look into every partition, and gives ids only. */
export function cosmosAcrossTenants(connection: CosmosConnection): AcrossTenants {
  return {
    async find(query, limit) {
      const container = await connection.container()
      const spec = querySql({ ...query, fields: ['tenantId', 'id'] })
      const iterator = container.items.query<{ tenantId: TenantId; id: string }>(spec, {
        maxItemCount: limit,
      })
      const found: { tenantId: TenantId; id: string }[] = []
      while (found.length < limit && iterator.hasMoreResults()) {
        const { resources } = await iterator.fetchNext().catch((error: unknown) => {
          throw failure('read', error)
        })
        for (const { tenantId, id } of resources ?? []) found.push({ tenantId, id })
      }
      return found.slice(0, limit)
    },
  }
}
