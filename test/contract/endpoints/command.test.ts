import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { CosmosClient } from '@azure/cosmos'
import { afterAll, beforeAll, expect, test } from 'vitest'
import containers from '#infra/documents/containers.json' with { type: 'json' }
import queueFile from '#infra/messages/queues.json' with { type: 'json' }
import { type RunningCosmos, startCosmos } from '#local/stand-ins/cosmos/cosmos.ts'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import { startServiceBus } from '#local/stand-ins/service-bus/service-bus.ts'
import { projectRoot } from '#local/system/state-folder.ts'
import { messagesHost } from '#test/endpoints/hosts/messages.ts'
import { runScript } from '../../support/clients/system.ts'
import { type Azurite, startAzurite } from '../files/azurite.ts'
import { blobService } from '../files/open-storage.ts'
import { connectionTo } from '../messages/stand-in.ts'

/** `npm run test:endpoints` itself, a small part of it, against stand-ins that it takes for somebody’s emulators. */
const folder = mkdtempSync(join(tmpdir(), 'seatwarden-endpoints-'))
let cosmos: RunningCosmos
let azurite: Azurite
beforeAll(async () => {
  cosmos = await startCosmos({ port: 0, stateFolder: join(folder, 'cosmos'), containers })
  azurite = await startAzurite()
})
afterAll(async () => {
  await cosmos.close()
  await azurite.stop()
  rmSync(folder, { recursive: true })
})

/** Nothing of what the shell of whoever runs this has set, and no trace of the test runner that runs this. */
const unset = {
  COSMOS_ENDPOINT: '',
  COSMOS_KEY: '',
  COSMOS_DATABASE: '',
  SERVICE_BUS_CONNECTION: '',
  SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: '',
  STORAGE_CONNECTION: '',
  STORAGE_CONNECTION__blobServiceUri: '',
  VITEST: '',
}
const cosmosOf = ({ port }: RunningCosmos) => ({
  COSMOS_ENDPOINT: `http://127.0.0.1:${port}`,
  COSMOS_KEY: emulatorKey,
})
const run = (environment: Readonly<Record<string, string>>, ...args: string[]) =>
  runScript('test:endpoints', args, { ...unset, ...environment })

interface Asked {
  readonly byKind: { readonly batch?: { readonly requests: number } }
}

const askedSoFar = async ({ port }: RunningCosmos) => {
  const answer = await fetch(`http://127.0.0.1:${port}/_local/statistics`)
  return (await answer.json()) as Asked
}

test('without an endpoint it says what to set, and fails: nothing run is no pass', async () => {
  const { code, stdout, stderr } = await run({})
  expect(code).toBe(1)
  for (const name of Object.keys(unset)) if (name !== 'VITEST') expect(stdout).toContain(name)
  expect(stderr).toContain('Nothing was run, and that is no pass')
})

test('against one kind it runs that kind, says what it left out and why, and leaves nothing behind', async () => {
  const { code, stdout } = await run({ STORAGE_CONNECTION: azurite.connectionString })
  expect(stdout).toContain('3 passed, 0 failed')
  expect(code).toBe(0)
  expect(stdout).toContain('documents: not run, since no endpoint is named. Set COSMOS_ENDPOINT')
  expect(stdout).toContain('Only on stand-ins, by npm test: lost answers, throttling')
  expect(stdout).not.toContain(/AccountKey=([^;]+)/.exec(azurite.connectionString)?.[1])
  const names: string[] = []
  const service = blobService({ connectionString: azurite.connectionString })
  for await (const { name } of service.listContainers()) names.push(name)
  expect(names).toEqual([])
})

test('an endpoint that breaks a promise makes it fail, and all is taken away again', async () => {
  // Planted: a broker that takes the same message twice.
  const queues = queueFile.UserConfig.Namespaces.flatMap(({ Queues }) => Queues).map((queue) => ({
    ...queue,
    Properties: { ...queue.Properties, RequiresDuplicateDetection: false },
  }))
  const config = { UserConfig: { Namespaces: [{ Name: 'x', Queues: queues, Topics: [] }] } }
  const bus = await startServiceBus({ port: 0, stateFolder: join(folder, 'bus'), config })
  const connectionString = connectionTo(bus.port)
  const { code, stdout } = await run(
    { ...cosmosOf(cosmos), SERVICE_BUS_CONNECTION: connectionString },
    '-t',
    'the same id again|is read back as it was written|a broker',
  )
  expect(stdout).toContain('Failed: messages that are sent the same id again within ten minutes is dropped')
  expect(stdout).toContain('1 passed, 1 failed')
  expect(code).toBe(1)
  expect(await messagesHost({ connectionString, isEmulator: true }).whyNot('')).toBeUndefined()
  expect(await databaseNames(cosmos)).toEqual(['seatwarden'])
  await bus.close()
})

test('a database that it did not make it does not touch', async () => {
  const before = await askedSoFar(cosmos)
  const { code, stdout } = await run({ ...cosmosOf(cosmos), COSMOS_DATABASE: 'seatwarden' })
  expect(code).toBe(1)
  expect(stdout).toContain('documents: The database seatwarden was not made for these tests')
  expect(await askedSoFar(cosmos)).toEqual(before)
})

test.skipIf(process.platform === 'win32')(
  'ended by Ctrl-C it takes away what it made, and nothing of it goes on (Windows has no such signal for another process)',
  async () => {
    const child = spawn(process.execPath, ['tools/test-endpoints.ts'], {
      cwd: projectRoot,
      env: { ...process.env, ...unset, ...cosmosOf(cosmos) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
    })
    const closed = once(child, 'close')
    const batches = async () => (await askedSoFar(cosmos)).byKind.batch?.requests ?? 0
    const before = await batches()
    await expect.poll(batches, { timeout: 20_000 }).toBeGreaterThan(before + 20)
    expect(await databaseNames(cosmos)).toHaveLength(2)
    child.kill('SIGINT')
    expect((await closed)[0]).toBe(1)
    expect(said).toContain('SIGINT: taking away what this run made')
    expect(await databaseNames(cosmos)).toEqual(['seatwarden'])
    const after = await askedSoFar(cosmos)
    await wait(1_000)
    expect(await askedSoFar(cosmos)).toEqual(after)
  },
)

async function databaseNames(of: RunningCosmos): Promise<string[]> {
  const { COSMOS_ENDPOINT: endpoint, COSMOS_KEY: key } = cosmosOf(of)
  const client = new CosmosClient({ endpoint, key })
  const { resources } = await client.databases.readAll().fetchAll()
  client.dispose()
  return resources.map(({ id }) => id)
}
