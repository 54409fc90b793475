import { ServiceBusClient } from '@azure/service-bus'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accepted, RawClient, say, section } from './raw-client.ts'
import { onlyLocally, receiveOne } from './stage.ts'
import { runWatchedBus, type WatchedBus } from './watched-bus.ts'

/** Clients that ask for more than there is: they get what there is, and the others do not wait for it. */

let bus: WatchedBus
let client: ServiceBusClient

beforeAll(async () => {
  bus = await runWatchedBus({ range: {}, quiet: {} })
  client = new ServiceBusClient(bus.connectionString, { retryOptions: { timeoutInMs: 5_000, maxRetries: 0 } })
})
afterAll(async () => {
  await client.close()
  await bus.close()
})

/** How long another client waits for a message to go and to come. */
async function roundTripMs(): Promise<number> {
  const receiver = client.createReceiver('quiet', { receiveMode: 'receiveAndDelete' })
  const start = performance.now()
  await client.createSender('quiet').sendMessages({ body: 'quiet' })
  await receiveOne(receiver)
  await receiver.close()
  return performance.now() - start
}

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('a disposition', () => {
  it('over all numbers settles what there is, and holds nobody up', async () => {
    const raw = await RawClient.open(bus.port)
    const messages = Array.from({ length: 5 }, (_, id) => say.transfer(0, id, section.data(`${id}`)))
    raw.send(say.sender('range', 0), ...messages, say.receiver('range', 1), say.flow(1, 10))
    for (const _ of messages) await raw.next('transfer')
    const ranges = Array.from({ length: 1_000 }, () => say.disposition(0, 0xffffffff, accepted))
    raw.send(...ranges)
    expect(await roundTripMs()).toBeLessThan(1_000)
    raw.destroy()
    expect(await client.createReceiver('range').peekMessages(10)).toEqual([])
  })
})
