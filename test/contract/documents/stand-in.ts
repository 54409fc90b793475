import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import containers from '#infra/documents/containers.json' with { type: 'json' }
import { cosmosAcrossTenants } from '#infra/documents/cosmos-across-tenants.ts'
import { type CosmosOptions, cosmosConnection, ensureContainers } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { startCosmos } from '#local/stand-ins/cosmos/cosmos.ts'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import type { Store } from './suite.ts'

export interface Fault {
  readonly status: 408 | 429 | 503
  readonly times?: number
  readonly retryAfterMs?: number
  readonly match?: 'batch' | 'query' | 'read' | 'write' | 'any'
  /** Does the work, then cuts the connection. */
  readonly afterCommit?: boolean
}

export interface StandIn extends Store {
  readonly endpoint: string
  fault(fault: Fault): Promise<void>
}

type Overrides = Partial<CosmosOptions> & { readonly requestUnitsPerSecond?: number }

/** Our adapter and the real client library over the Cosmos DB stand-in, with a state folder of its own. */
export async function openStandIn({
  requestUnitsPerSecond = 0,
  ...overrides
}: Overrides = {}): Promise<StandIn> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'seatwarden-documents-'))
  const server = await startCosmos({ port: 0, stateFolder, containers, requestUnitsPerSecond })
  const endpoint = `http://127.0.0.1:${server.port}`
  const connection = cosmosConnection({ endpoint, key: emulatorKey, ...overrides })
  await ensureContainers(connection)
  return {
    endpoint,
    documents: cosmosDocuments(connection),
    acrossTenants: cosmosAcrossTenants(connection),
    async fault(fault) {
      const answer = await fetch(`${endpoint}/_local/faults`, { method: 'POST', body: JSON.stringify(fault) })
      if (!answer.ok) throw new Error(`The stand-in refused the fault: ${await answer.text()}`)
    },
    async close() {
      await connection.close()
      await server.close()
      await rm(stateFolder, { recursive: true })
    },
  }
}
