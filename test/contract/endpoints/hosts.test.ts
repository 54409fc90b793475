import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CosmosClient } from '@azure/cosmos'
import { type CreateQueueOptions, ServiceBusClient } from '@azure/service-bus'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import containers from '#infra/documents/containers.json' with { type: 'json' }
import queueFile from '#infra/messages/queues.json' with { type: 'json' }
import { type RunningCosmos, startCosmos } from '#local/stand-ins/cosmos/cosmos.ts'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import { readConfig } from '#local/stand-ins/service-bus/broker/config.ts'
import { startServiceBus } from '#local/stand-ins/service-bus/service-bus.ts'
import { emulatorConfig } from '#test/endpoints/emulator-config.ts'
import { newRun } from '#test/endpoints/guest.ts'
import { documentsHost } from '#test/endpoints/hosts/documents.ts'
import { filesHost } from '#test/endpoints/hosts/files.ts'
import { messagesHost, queuesInNamespace } from '#test/endpoints/hosts/messages.ts'
import { type Azurite, startAzurite } from '../files/azurite.ts'
import { blobService } from '../files/open-storage.ts'
import { connectionTo } from '../messages/stand-in.ts'

/** What takes the tests in as guests, held to stand-ins that do not know whose guests they have. */
const run = newRun(new Date('2026-03-04T05:06:07Z'), '0a1b2c3d')
const earlier = newRun(new Date('2026-03-01T00:00:00Z'), '11111111')
const folder = mkdtempSync(join(tmpdir(), 'seatwarden-endpoints-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a guest of Cosmos DB', () => {
  let cosmos: RunningCosmos
  let client: CosmosClient
  const named = (database?: string) => ({
    endpoint: `http://127.0.0.1:${cosmos.port}`,
    key: emulatorKey,
    isEmulator: true,
    ...(database ? { database } : {}),
  })
  const databases = async () =>
    (await client.databases.readAll().fetchAll()).resources.map(({ id }) => id).toSorted()
  const [commerce] = containers.containers
  beforeAll(async () => {
    cosmos = await startCosmos({ port: 0, stateFolder: join(folder, 'cosmos'), containers })
    client = new CosmosClient(named())
  })
  afterAll(async () => {
    client.dispose()
    await cosmos.close()
  })

  test('has a database of its own, as the product’s is, and leaves the others as they were', async () => {
    await client.databases.create({ id: `${earlier}-a` })
    await client.databases.create({ id: 'somebody’s' })
    const before = await databases()
    const host = documentsHost(named())
    expect(await host.leftBehind()).toEqual([earlier])
    expect(await host.whyNot(run)).toBeUndefined()
    await host.make(run)
    const { resource } = await client.database(run).container('commerce').read()
    expect(resource).toMatchObject({
      partitionKey: commerce?.partitionKey,
      defaultTtl: -1,
      indexingPolicy: { includedPaths: commerce?.indexingPolicy.includedPaths },
    })
    expect(await host.whyNot(run)).toContain('which this run did not make')
    await client.databases.create({ id: `${run}-of-one-test` })
    await host.remove(run)
    expect(await databases()).toEqual(before)
    await host.remove(run)
    await host.remove(earlier)
    expect(await databases()).toEqual(['seatwarden', 'somebody’s'])
  })

  test('does not go into a database that was not made for it, and changes nothing there', async () => {
    const place = { id: 'a', tenantId: 't1' }
    await client.database('seatwarden').container('commerce').items.create(place)
    expect(await documentsHost(named('seatwarden')).whyNot(run)).toContain('was not made for these tests')
    expect(
      (await client.database('seatwarden').container('commerce').item('a', 't1').read()).statusCode,
    ).toBe(200)
    await expect(documentsHost(named('seatwarden-endpoints-none')).whyNot(run)).resolves.toContain(
      'There is no container',
    )
  })

  test('goes into one that was made for it by hand while that is empty, and leaves it empty', async () => {
    const id = 'seatwarden-endpoints-ours'
    const host = documentsHost(named(id))
    const { database } = await client.databases.create({ id })
    await database.containers.create({ id: 'commerce', partitionKey: '/other', defaultTtl: -1 })
    expect(await host.whyNot(run)).toContain('is not as infra/documents/containers.json says')
    await database.container('commerce').delete()
    const { container } = await database.containers.create({
      id: 'commerce',
      partitionKey: '/tenantId',
      defaultTtl: -1,
    })
    expect(await host.whyNot(run)).toBeUndefined()
    await host.make(run)
    for (const tenantId of ['t1', 't2']) await container.items.create({ id: 'a', tenantId })
    expect(await host.whyNot(run)).toContain('has documents that this run has not written')
    // What another run left, or another process made, is not in here.
    await host.remove(earlier)
    await documentsHost(named(id)).remove(run)
    expect(await host.whyNot(run)).toContain('has documents that this run has not written')
    expect(host.removeByHand(run)).toBe('restart the emulator')
    await host.remove(run)
    expect(await host.whyNot(run)).toBeUndefined()
    expect(await databases()).not.toContain(run)
  })
})

describe('a guest of Service Bus', () => {
  const queues = queueFile.UserConfig.Namespaces.flatMap(({ Queues }) => Queues)

  test('has queues of its own in a namespace, as queues.json says, and leaves the others as they were', async () => {
    const made = new Map<string, CreateQueueOptions>([
      ['move-users', {}],
      [`${earlier}-move-users`, {}],
      [`${earlier}-send-email`, {}],
    ])
    const host = queuesInNamespace(
      { fullyQualifiedNamespace: 'contoso.servicebus.windows.net', isEmulator: false },
      {
        createQueue: async (name, options) => made.set(name, options),
        deleteQueue: async (name) => made.delete(name),
        async *listQueues() {
          for (const name of made.keys()) yield { name }
        },
      },
    )
    expect(await host.leftBehind()).toEqual([earlier])
    expect(await host.whyNot(run)).toBeUndefined()
    await host.make(run)
    expect(await host.whyNot(run)).toContain('which this run did not make')
    expect(made.size).toBe(3 + queues.length)
    expect(made.get(`${run}-move-users`)).toEqual({
      deadLetteringOnMessageExpiration: true,
      defaultMessageTimeToLive: 'P14D',
      duplicateDetectionHistoryTimeWindow: 'PT10M',
      lockDuration: 'PT30S',
      maxDeliveryCount: queues[0]?.Properties.MaxDeliveryCount,
      requiresDuplicateDetection: true,
      requiresSession: false,
    })
    expect(host.removeByHand(run)).toContain(
      `az servicebus queue delete --namespace-name contoso --resource-group GROUP --name ${run}-send-email`,
    )
    await host.remove(run)
    await host.remove(earlier)
    expect([...made.keys()]).toEqual(['move-users'])
  })

  test('takes the declared queues of an emulator while they are empty, and leaves them empty', async () => {
    const stateFolder = join(folder, 'bus')
    const config = emulatorConfig(queueFile)
    const bus = await startServiceBus({ port: 0, stateFolder, config, lockDurationMs: 500 })
    const connectionString = connectionTo(bus.port)
    const host = messagesHost({ connectionString, isEmulator: true })
    const client = new ServiceBusClient(connectionString)
    expect(await host.whyNot(run)).toBeUndefined()
    const sender = client.createSender('send-email')
    const receiver = client.createReceiver('send-email', { maxAutoLockRenewalDurationInMs: 0 })
    await sender.sendMessages({ messageId: 'a', body: {} })
    expect(await host.whyNot(run)).toContain('send-email has messages that this run has not sent')
    const [message] = await receiver.receiveMessages(1)
    if (message) await receiver.deadLetterMessage(message)
    expect(await host.whyNot(run)).toContain('send-email has dead letters')
    await sender.sendMessages([
      { messageId: 'held', body: {} },
      { messageId: 'free', body: {} },
      { messageId: 'later', body: {}, scheduledEnqueueTimeUtc: new Date(Date.now() + 60_000) },
    ])
    // Somebody who has been ended holds one for as long as its lock lasts.
    await receiver.receiveMessages(1)
    await host.remove(run)
    expect(await host.whyNot(run)).toBeUndefined()
    expect(await host.leftBehind()).toEqual([])
    await client.close()
    await bus.close()
  })

  test('the config of the emulator is queues.json within what the emulator takes', () => {
    const config = emulatorConfig(queueFile)
    const [hour, fiveMinutes] = [3_600_000, 300_000]
    const read = readConfig(config)
    expect(read.map(({ name }) => name)).toEqual(queues.map(({ Name }) => Name))
    for (const queue of read) {
      expect(queue.defaultTtlMs).toBeLessThanOrEqual(hour)
      expect(queue.duplicateWindowMs).toBeLessThanOrEqual(fiveMinutes)
      expect(queue.maxDeliveryCount).toBeLessThanOrEqual(10)
      expect(queue).toMatchObject({
        lockDurationMs: 30_000,
        deadLetterOnExpiry: true,
        requiresSession: false,
      })
    }
    expect(config).toMatchObject({ UserConfig: { Namespaces: [{ Name: 'sbemulatorns' }] } })
  })

  test('what queues.json asks less of than the emulator allows stays as it is', () => {
    const properties = {
      DefaultMessageTimeToLive: 'PT30M',
      DuplicateDetectionHistoryTimeWindow: 'PT20S',
      MaxDeliveryCount: 3,
    }
    const config = emulatorConfig({
      UserConfig: { Namespaces: [{ Queues: [{ Name: 'a', Properties: properties }] }], Logging: {} },
    })
    expect(config).toMatchObject({
      UserConfig: { Namespaces: [{ Queues: [{ Name: 'a', Properties: properties }] }] },
    })
  })
})

describe('a guest of blob storage', () => {
  let azurite: Azurite
  beforeAll(async () => {
    azurite = await startAzurite()
  })
  afterAll(() => azurite.stop())

  test('has a container of its own, and leaves the others as they were', async () => {
    const named = { connectionString: azurite.connectionString, isEmulator: true }
    const service = blobService(named)
    const names = async () => {
      const found: string[] = []
      for await (const { name } of service.listContainers()) found.push(name)
      return found
    }
    await service.createContainer('exports')
    await service.createContainer(earlier)
    const host = filesHost(named)
    expect(await host.leftBehind()).toEqual([earlier])
    expect(await host.whyNot(run)).toBeUndefined()
    await host.make(run)
    expect(await host.whyNot(run)).toContain('which this run did not make')
    expect(await names()).toContain(run)
    await host.remove(run)
    await host.remove(earlier)
    await host.remove(earlier)
    expect(await names()).toEqual(['exports'])
  })
})
