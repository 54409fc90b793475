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
  /** Reads see what was there so many writes ago from now on, unless their session has seen more. */
  lagBehind(writesBehind: number): Promise<void>
  /** Its pages hold at most so many documents in turn from now on; none: as many as are asked for. */
  shortPages(sizes: readonly number[]): Promise<void>
}

type Overrides = Partial<CosmosOptions> & {
  readonly requestUnitsPerSecond?: number
  readonly keyRanges?: number
}

/** Our adapter and the real client library over the Cosmos DB stand-in, with a state folder of its own. */
export async function openStandIn({
  requestUnitsPerSecond = 0,
  keyRanges = 1,
  ...overrides
}: Overrides = {}): Promise<StandIn> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'seatwarden-documents-'))
  const server = await startCosmos({ port: 0, stateFolder, containers, requestUnitsPerSecond, keyRanges })
  const endpoint = `http://127.0.0.1:${server.port}`
  const connection = cosmosConnection({ endpoint, key: emulatorKey, ...overrides })
  await ensureContainers(connection)
  const control = async (method: 'POST' | 'PUT', path: string, body: unknown) => {
    const answer = await fetch(`${endpoint}/_local/${path}`, { method, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`The stand-in refused ${path}: ${await answer.text()}`)
  }
  return {
    endpoint,
    documents: cosmosDocuments(connection),
    acrossTenants: cosmosAcrossTenants(connection),
    fault: (fault) => control('POST', 'faults', fault),
    lagBehind: (writesBehind) => control('PUT', 'replicas', writesBehind === 0 ? [] : [{ writesBehind }]),
    shortPages: (sizes) => control('PUT', 'pages', sizes),
    async close() {
      await connection.close()
      await server.close()
      await rm(stateFolder, { recursive: true })
    },
  }
}
