import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceBusClient } from '@azure/service-bus'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, onlyLocally, openStage, receive, receiveOne, type Stage } from './stage.ts'

let stage: Stage<'many' | 'competing' | 'senders' | 'subscribed' | 'latency' | 'deleted'>
let client: ServiceBusClient

beforeAll(async () => {
  stage = await openStage({
    many: {},
    competing: {},
    senders: {},
    subscribed: { maxDeliveryCount: 3 },
    latency: {},
    deleted: {},
  })
  client = stage.client()
})
afterAll(() => stage.close())

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

async function fill(queue: string, count: number): Promise<void> {
  const sender = client.createSender(queue)
  for (let start = 0; start < count; start += 500)
    await sender.sendMessages(range(Math.min(500, count - start)).map((i) => ({ body: start + i })))
  await sender.close()
}

describe('one receiver', () => {
  it('takes more than 2,048 messages in one go and settles them all', async () => {
    const count = 3_000
    await fill(stage.queues.many, count)
    const receiver = client.createReceiver(stage.queues.many, { maxAutoLockRenewalDurationInMs: 0 })
    const seen = new Set<number>()
    const start = performance.now()
    const subscription = receiver.subscribe(
      {
        processMessage: async (message) => {
          seen.add(message.body)
        },
        processError: async ({ error }) => console.log(error),
      },
      { maxConcurrentCalls: 100 },
    )
    await eventually(() => seen.size === count)
    console.log(
      `${Math.round((count * 1000) / (performance.now() - start))} messages a second through one receiver.`,
    )
    await subscription.close()
    expect(await receiver.peekMessages(1)).toEqual([])
  })

  it('takes more than 2,048 messages without settling one', async () => {
    await fill(stage.queues.deleted, 2_500)
    const receiver = client.createReceiver(stage.queues.deleted, { receiveMode: 'receiveAndDelete' })
    expect((await receive(receiver, 2_500)).map(({ body }) => body)).toEqual(range(2_500))
  })
})

describe('competing consumers', () => {
  it('share the messages, each to exactly one of them', async () => {
    const seen: number[][] = [[], [], [], []]
    const receivers = seen.map(() => client.createReceiver(stage.queues.competing))
    receivers.forEach((receiver, index) => {
      receiver.subscribe(
        {
          processMessage: async (message) => {
            seen[index]?.push(message.body)
            await sleep(1)
          },
          processError: async ({ error }) => console.log(error),
        },
        { maxConcurrentCalls: 5 },
      )
    })
    await fill(stage.queues.competing, 800)
    await eventually(() => seen.flat().length >= 800)
    await sleep(50)
    expect(seen.flat().sort((a, b) => a - b)).toEqual(range(800))
    for (const share of seen) expect(share.length).toBeGreaterThan(50)
    for (const receiver of receivers) await receiver.close()
  })
})

describe('fifty senders', () => {
  it('send beside each other, and nothing is lost or doubled', async () => {
    await Promise.all(
      range(50).map(async (index) => {
        const sender = client.createSender(stage.queues.senders)
        for (let i = 0; i < 20; i += 1) await sender.sendMessages({ body: index * 20 + i })
        await sender.close()
      }),
    )
    const receiver = client.createReceiver(stage.queues.senders, { receiveMode: 'receiveAndDelete' })
    const bodies = (await receive(receiver, 1_000)).map(({ body }) => body as number)
    expect(bodies.sort((a, b) => a - b)).toEqual(range(1_000))
    expect(await receiver.peekMessages(1)).toEqual([])
  })
})

describe('subscribe', () => {
  it('completes what returns and abandons what throws, until the dead letters', async () => {
    const sender = client.createSender(stage.queues.subscribed)
    const receiver = client.createReceiver(stage.queues.subscribed)
    const deliveries: [string, number | undefined][] = []
    const errors: string[] = []
    const subscription = receiver.subscribe({
      processMessage: async ({ body, deliveryCount }) => {
        deliveries.push([body, deliveryCount])
        if (body === 'poison') throw new Error('cannot be handled')
      },
      processError: async ({ error, errorSource }) => {
        errors.push(`${errorSource}: ${error.message}`)
      },
    })
    await sender.sendMessages(['good', 'poison', 'good'].map((body) => ({ body })))
    const deadLetters = client.createReceiver(stage.queues.subscribed, { subQueueType: 'deadLetter' })
    const letter = await receiveOne(deadLetters)
    expect(letter).toMatchObject({
      body: 'poison',
      deliveryCount: 3,
      deadLetterReason: 'MaxDeliveryCountExceeded',
    })
    await deadLetters.completeMessage(letter)
    await eventually(() => deliveries.length === 5)
    expect(deliveries.filter(([body]) => body === 'poison')).toEqual([0, 1, 2].map((n) => ['poison', n]))
    expect(errors).toEqual(Array(3).fill('processMessageCallback: cannot be handled'))
    await subscription.close()
    expect(await receiver.peekMessages(1)).toEqual([])
  })
})

describe('a message for a waiting handler', () => {
  it.skipIf(onlyLocally('its answers take as long as the way there'))(
    'does not wait for delayed acknowledgements',
    async () => {
      const sender = client.createSender(stage.queues.latency)
      const receiver = client.createReceiver(stage.queues.latency)
      const latencies: number[] = []
      const subscription = receiver.subscribe({
        processMessage: async ({ body }) => {
          latencies.push(performance.now() - body)
        },
        processError: async ({ error }) => console.log(error),
      })
      for (let sent = 1; sent <= 200; sent += 1) {
        await sender.sendMessages({ body: performance.now() })
        await eventually(() => latencies.length === sent)
        await sleep(2)
      }
      await subscription.close()
      latencies.sort((a, b) => a - b)
      const [median = 0, late = 0] = [latencies[100], latencies[190]]
      console.log(`From send to handler: p50 ${median.toFixed(2)} ms, p95 ${late.toFixed(2)} ms.`)
      expect(median).toBeLessThan(20) // 40 ms and more when Nagle's algorithm and delayed acknowledgements meet.
    },
  )
})
