import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Container, CosmosClient, type Database } from '@azure/cosmos'
import { test } from 'vitest'
import settings from '#infra/documents/containers.json' with { type: 'json' }
import { type CosmosOptions, type RunningCosmos, startCosmos } from '#local/stand-ins/cosmos/cosmos.ts'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import { guestOfThisRun } from '#test/endpoints/guest.ts'

/** `npm run test:endpoints -- --wire` holds the same tests against a real account or Microsoft's emulator. */
const guest = guestOfThisRun()
const realEndpoint = guest && process.env['COSMOS_ENDPOINT']
const key = realEndpoint === undefined ? emulatorKey : (process.env['COSMOS_KEY'] ?? emulatorKey)

export const standInOptions = (stateFolder: string): CosmosOptions => ({
  port: 0,
  stateFolder,
  containers: settings,
})

export type Account = {
  readonly client: CosmosClient
  readonly database: Database
  /** As the product's, with its partition key `/tenantId`. */
  readonly container: Container
  readonly endpoint: string
  close(): Promise<void>
}

/** A stand-in of its own for each test file, or a database of its own on the real endpoint. */
export async function openAccount(options: Partial<CosmosOptions> = {}): Promise<Account> {
  const [definition] = settings.containers
  if (definition === undefined) throw new Error('containers.json names no container.')
  if (realEndpoint !== undefined) {
    const client = new CosmosClient({ endpoint: realEndpoint, key })
    const { database } = await client.databases.create({ id: `${guest?.run}-${randomUUID()}` })
    const { container } = await database.containers.create(definition as { id: string })
    const close = async () => {
      await database.delete()
      client.dispose()
    }
    return { client, database, container, endpoint: realEndpoint, close }
  }
  const stateFolder = temporaryFolder()
  const cosmos = await startCosmos({ ...standInOptions(stateFolder), ...options })
  const { client, endpoint } = connect(cosmos)
  const database = client.database(settings.database)
  const close = async () => {
    client.dispose()
    await cosmos.close()
    rmSync(stateFolder, { recursive: true, force: true })
  }
  return { client, database, container: database.container(definition.id), endpoint, close }
}

export function connect({ port }: Pick<RunningCosmos, 'port'>): { client: CosmosClient; endpoint: string } {
  const endpoint = `http://127.0.0.1:${port}`
  return { client: new CosmosClient({ endpoint, key: emulatorKey }), endpoint }
}

export function productContainer(client: CosmosClient): Container {
  return client.database(settings.database).container('commerce')
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'seatwarden-cosmos-'))
}

/** Tests of what only the stand-in has: `onStandIn('fault hook')('a name', …)`. Elsewhere skipped, with the reason. */
export function onStandIn(reason: string): typeof test {
  if (realEndpoint === undefined) return test
  console.log(`Skipped against ${realEndpoint}: ${reason}`)
  return test.skip as typeof test
}

/** A request as the client signs it, for what the client itself would never send. `text` is a body as it is. */
export async function send(
  endpoint: string,
  method: string,
  path: string,
  more: { headers?: Record<string, string>; body?: unknown; text?: string; key?: string; date?: Date } = {},
): Promise<{ status: number; headers: Headers; body: { code?: string; message?: string } }> {
  // What is written by hand must not reach the product's own database there.
  if (guest && path.startsWith(`/dbs/${settings.database}/`))
    throw new Error(`${path} is not ours to ask for.`)
  const date = (more.date ?? new Date()).toUTCString()
  const body = more.text ?? (more.body === undefined ? undefined : JSON.stringify(more.body))
  const segments = path.split('?')[0]?.split('/').filter(Boolean).map(decodeURIComponent) ?? []
  const isFeed = segments.length % 2 === 1
  const link = (isFeed ? segments.slice(0, -1) : segments).join('/')
  const signed = `${method.toLowerCase()}\n${segments.at(isFeed ? -1 : -2) ?? ''}\n${link}\n${date.toLowerCase()}\n\n`
  const signature = createHmac('sha256', Buffer.from(more.key ?? key, 'base64'))
  const response = await fetch(`${endpoint}${path}`, {
    method,
    headers: {
      authorization: encodeURIComponent(
        `type=master&ver=1.0&sig=${signature.update(signed).digest('base64')}`,
      ),
      'x-ms-date': date,
      'x-ms-version': '2020-07-15',
      ...more.headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
}

/** Reads see the stand-in's replicas in turn, each so far behind from now on; none: they see everything. */
export async function lagBehind(
  account: Pick<Account, 'endpoint'>,
  replicas: readonly ({ readonly writesBehind: number } | { readonly millisecondsBehind: number })[],
): Promise<void> {
  await control(account, 'replicas', replicas)
}

/** The stand-in's pages hold at most so many documents in turn from now on; none: as many as are asked for. */
export async function shortPages(
  account: Pick<Account, 'endpoint'>,
  sizes: readonly number[],
): Promise<void> {
  await control(account, 'pages', sizes)
}

async function control({ endpoint }: Pick<Account, 'endpoint'>, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${endpoint}/_local/${path}`, { method: 'PUT', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`The stand-in refused the ${path}: ${await answer.text()}`)
}

/** The status with which the client's promise failed, also when the client wrapped it. */
export async function failure(promise: Promise<unknown>): Promise<{ code: unknown; message: string }> {
  try {
    await promise
  } catch (error) {
    const { code, message, cause } = error as { code?: unknown; message: string; cause?: { code?: unknown } }
    return { code: code ?? cause?.code, message }
  }
  throw new Error('It was expected to fail, and it did not.')
}
