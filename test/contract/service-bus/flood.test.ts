import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceBusClient } from '@azure/service-bus'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as amqp from '#local/stand-ins/service-bus/amqp/values.ts'
import { amqpHeader, frameOf, RawClient, rejection, request, saslHeader, say, section } from './raw-client.ts'
import { eventually, onlyLocally, receiveOne } from './stage.ts'
import { type Measure, runWatchedBus, type WatchedBus } from './watched-bus.ts'

/** Clients that take what they can get: memory, sockets, time. FLOOD_CONNECTIONS=10000 shows it at full size. */

const connections = Number(process.env['FLOOD_CONNECTIONS'] ?? 800)
const handshakeMs = 1_500
const mib = 2 ** 20

let bus: WatchedBus
let client: ServiceBusClient
let calm: Measure
const raws: RawClient[] = []

beforeEach(async () => {
  bus = await runWatchedBus({ garbage: {}, large: {}, quiet: {} }, { handshakeMs })
  client = new ServiceBusClient(bus.connectionString, {
    retryOptions: { timeoutInMs: 10_000, maxRetries: 0 },
  })
  await roundTripMs()
  calm = await bus.measure()
})
afterEach(async () => {
  for (const raw of raws.splice(0)) raw.destroy()
  await client.close()
  expect(bus.death()).toBeUndefined()
  await bus.close()
})

async function roundTripMs(): Promise<number> {
  const receiver = client.createReceiver('quiet', { receiveMode: 'receiveAndDelete' })
  const start = performance.now()
  await client.createSender('quiet').sendMessages({ body: 'quiet' })
  await receiveOne(receiver)
  await receiver.close()
  return performance.now() - start
}

function connect(): RawClient {
  const raw = new RawClient(bus.port)
  raws.push(raw)
  return raw
}

async function open(): Promise<RawClient> {
  const raw = await RawClient.open(bus.port)
  raws.push(raw)
  return raw
}

/** How much more the process holds than before anybody came. */
async function grownMib(): Promise<number> {
  return ((await bus.measure()).heapBytes - calm.heapBytes) / mib
}

const hello = [amqpHeader, say.open(), say.begin()]
const halfFrame = frameOf(Buffer.alloc(60_000)).subarray(0, 30_000)
const part = say.transfer(0, 0, section.data(randomBytes(60_000)), true)

/** Ways to begin and not to end; true for those that get past the handshake. */
const kinds: readonly [readonly Buffer[], boolean][] = [
  [[amqpHeader.subarray(0, 1)], false],
  [[amqpHeader.subarray(0, 5)], false],
  [[amqpHeader], false],
  [[saslHeader], false],
  [[saslHeader, halfFrame.subarray(0, 4_000)], false],
  [[amqpHeader, halfFrame], false],
  [[randomBytes(2_000)], false],
  [[Buffer.from('POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n')], false],
  [[...hello, randomBytes(2_000)], false],
  [[...hello, halfFrame], true],
  [[...hello, say.sender('garbage'), part, part, part], true],
  [[...hello, say.receiver('garbage'), say.flow(0, 0xffffffff)], true],
]

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('a flood', () => {
  it(`of ${connections} connections of garbage holds little, lets the others work and goes away`, {
    timeout: 120_000,
  }, async () => {
    const stayers: RawClient[] = []
    const leavers: RawClient[] = []
    let waitedMs = 0
    for (let index = 0; index < connections; index += 1) {
      const [bytes, stays] = kinds[index % kinds.length] ?? [[], false]
      const raw = connect()
      raw.send(...bytes)
      ;(stays ? stayers : leavers).push(raw)
      if (index % 200 === 199) waitedMs = Math.max(waitedMs, await roundTripMs())
    }
    waitedMs = Math.max(waitedMs, await roundTripMs())
    const during = await bus.measure()
    // Whoever does not open in time is gone, and so is whoever said something wrong.
    await Promise.all(leavers.map(({ closed }) => closed))
    const stayed = await bus.measure()
    for (const raw of stayers) raw.destroy()
    await eventually(async () => (await bus.measure()).sockets === calm.sockets)
    const after = await bus.measure()
    const show = ({ heapBytes, sockets }: Measure) =>
      `${(heapBytes / mib).toFixed(1)} MiB, ${sockets} sockets`
    console.log(
      `${connections} connections: before ${show(calm)}; during ${show(during)}; those that stay ${show(stayed)}; after ${show(after)}; another client waited ${waitedMs.toFixed(0)} ms.`,
    )
    expect(waitedMs).toBeLessThan(3_000)
    expect(during.heapBytes - calm.heapBytes).toBeLessThan(64 * mib + connections * 20_000)
    expect(stayed.sockets).toBeLessThanOrEqual(calm.sockets + stayers.length)
    expect(after.heapBytes - calm.heapBytes).toBeLessThan(8 * mib)
  })
})

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('a client', () => {
  it('that is slow to open is hung up on; one that opened in time is not', async () => {
    const [slow, quick] = [connect(), await open()]
    const start = Date.now()
    const said = Buffer.concat([amqpHeader, say.open()])
    let at = 0
    const drip = setInterval(() => {
      slow.send(said.subarray(at, at + 1))
      at += 1
    }, 100)
    await slow.closed
    clearInterval(drip)
    expect(Date.now() - start).toBeGreaterThan(handshakeMs - 100)
    expect(Date.now() - start).toBeLessThan(handshakeMs + 2_000)
    quick.send(say.sender('garbage'))
    await quick.next('attach')
  })

  it('that is refused and does not hang up is hung up on', async () => {
    const raw = await open()
    raw.send(say.open())
    raw.pause() // It does not even see the end.
    await eventually(async () => (await bus.measure()).sockets === calm.sockets, 5_000)
  })

  it('cannot announce a frame that nobody may send, nor a large one before it is known', async () => {
    const raw = connect()
    raw.send(amqpHeader, frameOf(Buffer.alloc(10_000)).subarray(0, 8))
    expect(await raw.refusal()).toBe('amqp:connection:framing-error')
  })

  it('that never ends its message holds no more than a message may have', async () => {
    const raw = await open()
    raw.send(say.sender('garbage'))
    for (let sent = 0; sent < 500; sent += 1) {
      raw.send(part)
      if (sent % 50 === 49) await roundTripMs()
    }
    expect(await grownMib()).toBeLessThan(4)
    raw.send(say.transfer(0, 0, section.data('the end')))
    const { fields } = await raw.next('disposition')
    expect(rejection(fields['state'])?.condition).toBe('amqp:link:message-size-exceeded')
  })

  it('that begins a message on every link it may have is hung up on before the others miss anything', async () => {
    const [greedy, modest] = [await open(), await open()]
    modest.send(say.sender('garbage'), part)
    for (let handle = 0; handle < 150; handle += 1) {
      greedy.send(say.sender('garbage', handle))
      for (let sent = 0; sent < 8; sent += 1)
        greedy.send(say.transfer(handle, handle, section.data(Buffer.alloc(60_000)), true))
      if (handle % 50 === 49) await roundTripMs()
    }
    expect(await greedy.refusal()).toBe('amqp:resource-limit-exceeded')
    modest.send(say.transfer(0, 0, section.data('the end')))
    expect(rejection((await modest.next('disposition')).fields['state'])).toBeUndefined()
  })

  it('that asks for everything and reads nothing leaves it in the queue', async () => {
    const sender = client.createSender('large')
    for (let sent = 0; sent < 150; sent += 1) await sender.sendMessages({ body: randomBytes(150_000) })
    const before = await grownMib()
    const raw = await open()
    raw.pause()
    raw.send(say.receiver('large'), say.flow(0, 0xffffffff))
    await sleep(500)
    expect((await grownMib()) - before).toBeLessThan(8)
    // The others still get theirs, and so does it when it reads.
    const other = client.createReceiver('large')
    const [message] = await other.receiveMessages(1, { maxWaitTimeInMs: 5_000 })
    expect(message?.deliveryCount).toBe(0)
    raw.resume()
    await eventually(() => raw.answers.filter(({ name }) => name === 'transfer').length >= 149)
  })

  it('whose window is closed leaves it in the queue too, and gets it when it opens', async () => {
    const sender = client.createSender('large')
    for (let sent = 0; sent < 100; sent += 1) await sender.sendMessages({ body: randomBytes(150_000) })
    const before = await grownMib()
    const raw = connect()
    const { nil, uint } = amqp
    const begin = (window: number) => [nil, uint(0), uint(window), uint(2_047)]
    raw.send(amqpHeader, say.open(), frameOf(amqp.described(0x11, amqp.list(begin(1)))))
    raw.send(say.receiver('large'), say.narrowFlow(0, 1_000, 1))
    await raw.next('transfer')
    await sleep(300)
    expect((await grownMib()) - before).toBeLessThan(4)
    raw.send(say.narrowFlow(0, 1_000, 2_000))
    // Each message comes in three frames.
    await eventually(() => raw.answers.filter(({ name }) => name === 'transfer').length >= 299)
  })

  it('that asks and asks and reads no answer is not answered for ever', async () => {
    const raw = await open()
    const node = 'large/$management'
    await client.createSender('large').sendMessages({ body: randomBytes(200_000) })
    const from = [amqp.string('from-sequence-number'), amqp.long(0)]
    const peek = request(
      'com.microsoft:peek-message',
      amqp.map([...from, amqp.string('message-count'), amqp.int(9)]),
    )
    raw.send(say.receiver(node, 0), say.sender(node, 1)) // No credit for answers.
    for (let id = 0; id < 200; id += 1) raw.send(say.transfer(1, id, peek))
    expect((await raw.next('detach')).fields.error?.condition).toBe('amqp:resource-limit-exceeded')
    // What it was about to answer goes once the link is gone.
    await expect.poll(grownMib, { timeout: 5_000 }).toBeLessThan(4)
  })

  it('gets no more signs of life than one in half a second', async () => {
    const raw = connect()
    raw.send(amqpHeader, say.open(amqp.nil, amqp.nil, amqp.uint(1)))
    expect(await raw.refusal()).toBe('amqp:invalid-field')
  })
})
