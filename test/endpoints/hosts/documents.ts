import type { Container, CosmosClient, SqlQuerySpec } from '@azure/cosmos'
import definition from '#infra/documents/containers.json' with { type: 'json' }
import { cosmosConnection, ensureContainers } from '#infra/documents/cosmos-connection.ts'
import { forTheseTests, runOf } from '../guest.ts'
import type { NamedDocuments } from '../named.ts'
import type { Host } from './host.ts'

/** A database of its own in a Cosmos DB account or emulator; or one that was made for these tests by hand. */
export function documentsHost(named: NamedDocuments): Host {
  const { endpoint, key, database: given, isEmulator } = named
  const options = { endpoint, ...(key ? { key } : {}), throttledRetriesMax: 100, requestTimeoutMs: 30_000 }
  const kind = isEmulator ? 'an emulator' : 'an account'
  /** The run that is in the given database, which was empty when it came. */
  let inGiven: string | undefined
  return {
    what: 'documents',
    where: `${endpoint} (${kind})${given ? `, database ${given}` : ''}`,
    leftBehind: () =>
      withClient(options, async (client) => {
        const { resources } = await client.databases.readAll().fetchAll()
        return [...new Set(resources.flatMap(({ id }) => runOf(id) ?? []))].filter((run) => run !== given)
      }),
    whyNot: (run) =>
      withClient(options, async (client) => {
        if (given) return whyNotIn(client, given)
        const { statusCode } = await client.database(run).read().catch(statusOfMissing)
        return statusCode === 404 ? undefined : `There is a database ${run}, which this run did not make.`
      }),
    async make(run) {
      if (given) {
        inGiven = run
        return
      }
      await withClient(options, (client) => client.databases.create({ id: run }))
      const connection = cosmosConnection({ ...options, database: run })
      await ensureContainers(connection).finally(() => connection.close())
    },
    remove: (run) =>
      withClient(options, async (client) => {
        if (given && run === inGiven) return empty(client.database(given).container(containerId))
        for (const id of await databasesOf(client, run)) await unlessMissing(client.database(id).delete())
      }),
    removeByHand: (run) =>
      isEmulator
        ? 'restart the emulator'
        : `az cosmosdb sql database delete --account-name ${new URL(endpoint).hostname.split('.')[0]} --resource-group GROUP --name ${given && run === inGiven ? given : run}`,
  }
}

/** Its own, and what single tests have made besides; where nothing can be listed, its own. */
async function databasesOf(client: CosmosClient, run: string): Promise<readonly string[]> {
  const listed = await client.databases
    .readAll()
    .fetchAll()
    .catch(() => ({ resources: [] }))
  return [...new Set([run, ...listed.resources.map(({ id }) => id).filter((id) => runOf(id) === run)])]
}

const containerId = definition.containers[0]?.id ?? ''

async function withClient<T>(
  options: Parameters<typeof cosmosConnection>[0],
  work: (client: CosmosClient) => Promise<T>,
): Promise<T> {
  const connection = cosmosConnection(options)
  try {
    return await work(await connection.client())
  } finally {
    await connection.close()
  }
}

/** A database that this run did not make may be anybody's: it must be called ours, have our container, and nothing in it. */
async function whyNotIn(client: CosmosClient, database: string): Promise<string | undefined> {
  if (!database.startsWith(forTheseTests))
    return `The database ${database} was not made for these tests: they run in one that is called ${forTheseTests}… only.`
  const container = client.database(database).container(containerId)
  const { resource, statusCode } = await container.read().catch(statusOfMissing)
  if (statusCode === 404)
    return `There is no container ${containerId} in a database ${database}: docs/endpoints.md has the commands that make them.`
  const [paths, wanted] = [resource?.partitionKey?.paths, definition.containers[0]?.partitionKey.paths]
  if (resource?.defaultTtl !== -1 || String(paths) !== String(wanted))
    return `The container ${containerId} of the database ${database} is not as infra/documents/containers.json says.`
  const some = await ask<unknown>(container, { query: 'SELECT TOP 1 c.id FROM c' })
  if (some.length > 0)
    return `The database ${database} has documents that this run has not written: empty it, or name another one.`
  return undefined
}

async function empty(container: Container): Promise<void> {
  for (const { id, tenantId } of await ask<Place>(container, { query: 'SELECT c.id, c.tenantId FROM c' }))
    await unlessMissing(container.item(id, tenantId).delete())
}

interface Place {
  readonly id: string
  readonly tenantId: string
}

async function ask<T>(container: Container, query: SqlQuerySpec): Promise<T[]> {
  return (await container.items.query<T>(query).fetchAll()).resources
}

async function unlessMissing(work: Promise<unknown>): Promise<void> {
  await work.catch(statusOfMissing)
}

function statusOfMissing(error: unknown): { readonly statusCode: number; readonly resource?: undefined } {
  if ((error as { code?: unknown }).code === 404) return { statusCode: 404 }
  throw error
}
