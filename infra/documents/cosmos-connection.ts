import type {
  Container,
  CosmosClient,
  CosmosClientOptions,
  IndexingPolicy,
  PartitionKeyDefinition,
} from '@azure/cosmos'
import { boundPatience } from './bound-patience.ts'
import definition from './containers.json' with { type: 'json' }
import { type Observe, observing } from './observe-requests.ts'
import { withPlugins } from './request-plugin.ts'

export interface CosmosOptions {
  readonly endpoint: string
  /** Without a key the process signs in as itself, which works over https only. */
  readonly key?: string
  /** Another one than containers.json names, for tests that have an account for guests. */
  readonly database?: string
  readonly observe?: Observe
  readonly throttledRetriesMax?: number
  readonly requestTimeoutMs?: number
  /** Whether to ask the account for its regions: every one of Azure, unless told otherwise. */
  readonly findsRegions?: boolean
}

export interface CosmosConnection {
  readonly database: string
  container(): Promise<Container>
  client(): Promise<CosmosClient>
  close(): Promise<void>
}

/** One client for all documents. Nothing is loaded or connected before the first use, so that a cold start stays short. */
export function cosmosConnection(options: CosmosOptions): CosmosConnection {
  let opened: Promise<CosmosClient> | undefined
  const client = () => {
    opened ??= open(options)
    return opened
  }
  const [first] = definition.containers
  if (!first) throw new Error('containers.json names no container.')
  const { database = definition.database } = options
  return {
    database,
    client,
    container: async () => (await client()).database(database).container(first.id),
    close: async () => (await opened)?.dispose(),
  }
}

async function open(options: CosmosOptions): Promise<CosmosClient> {
  const { endpoint, key, observe, throttledRetriesMax = 2, requestTimeoutMs = 5_000 } = options
  const { findsRegions = endpoint.startsWith('https:') } = options
  const { CosmosClient } = await import('@azure/cosmos')
  // No agent of our own: the library's keep connections alive, and it takes plain http with its own agent only.
  const clientOptions: CosmosClientOptions = {
    endpoint,
    ...(key === undefined ? { aadCredentials: await ownCredential() } : { key }),
    // Only then does the library send the session's token, without which a replica may not know our last write yet.
    consistencyLevel: 'Session',
    connectionPolicy: {
      requestTimeout: requestTimeoutMs,
      enableEndpointDiscovery: findsRegions,
      // A worker paces itself by what it is told: a 429 that waits in here would be lost time under its lock.
      retryOptions: {
        maxRetryAttemptCount: throttledRetriesMax,
        fixedRetryIntervalInMilliseconds: 0,
        maxWaitTimeInSeconds: 5,
      },
    },
  }
  const patience = boundPatience({ attemptMs: requestTimeoutMs + 1_000, wholeMs: requestTimeoutMs + 3_000 })
  return new CosmosClient(withPlugins(clientOptions, patience, ...(observe ? [observing(observe)] : [])))
}

async function ownCredential() {
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new DefaultAzureCredential()
}

/** Creates what is missing, for local start and tests; in production whoever deploys does, as containers.json says. */
export async function ensureContainers(connection: CosmosConnection): Promise<void> {
  const client = await connection.client()
  const { database } = await client.databases.createIfNotExists({ id: connection.database })
  for (const { partitionKey, indexingPolicy, ...container } of definition.containers) {
    await database.containers.createIfNotExists({
      ...container,
      // JSON has no literal types, so the compiler takes `kind` and `indexingMode` for any text.
      partitionKey: partitionKey as PartitionKeyDefinition,
      indexingPolicy: indexingPolicy as IndexingPolicy,
    })
  }
}
