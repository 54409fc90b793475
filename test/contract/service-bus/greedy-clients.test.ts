import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as amqp from '#local/stand-ins/service-bus/amqp/values.ts'
import { accepted, code, frame, RawClient, request, say, section } from './raw-client.ts'
import { eventually, onlyLocally, receive, receiveOne } from './stage.ts'
import { runWatchedBus, type WatchedBus } from './watched-bus.ts'

/** Clients that want more than there is, or than is theirs: they get what there is, and the others do not wait for it. */

let bus: WatchedBus
let client: ServiceBusClient

beforeAll(async () => {
  bus = await runWatchedBus({
    range: {},
    quiet: {},
    drained: {},
    storm: {},
    crowd: {},
    sessions: { sessions: true },
    foreign: { sessions: true },
    short: { defaultTtl: 'PT1S', dropsExpired: true },
    late: {},
    aside: {},
  })
  client = new ServiceBusClient(bus.connectionString, {
    retryOptions: { timeoutInMs: 5_000, maxRetries: 0 },
  })
})
afterAll(async () => {
  await client.close()
  expect(bus.death()).toBeUndefined()
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

const most = 0xffffffff
const mib = 2 ** 20

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('a client', () => {
  it('that settles all numbers settles what there is, and holds nobody up', async () => {
    const raw = await RawClient.open(bus.port)
    const messages = Array.from({ length: 5 }, (_, id) => say.transfer(0, id, section.data(`${id}`)))
    raw.send(say.sender('range', 0), ...messages, say.receiver('range', 1), say.flow(1, 10))
    for (const _ of messages) await raw.next('transfer')
    const ranges = Array.from({ length: 1_000 }, () => say.disposition(0, most, accepted))
    raw.send(...ranges)
    expect(await roundTripMs()).toBeLessThan(1_000)
    raw.destroy()
    expect(await client.createReceiver('range').peekMessages(10)).toEqual([])
  })

  it('that drains all the credit that there is hears so, and can go on counting from the beginning', async () => {
    const raw = await RawClient.open(bus.port)
    raw.send(say.receiver('drained'), say.flow(0, most, true))
    expect((await raw.next('flow')).fields).toMatchObject({
      delivery_count: most,
      link_credit: 0,
      drain: true,
    })
    raw.send(say.flow(0, 2, true, most))
    expect((await raw.next('flow')).fields).toMatchObject({ delivery_count: 1, link_credit: 0 })
    await client.createSender('drained').sendMessages([{ body: 1 }, { body: 2 }])
    raw.send(say.flow(0, 1, false, 1))
    await raw.next('transfer')
    await sleep(50)
    expect(raw.answers.filter(({ name }) => name === 'transfer')).toEqual([])
    raw.destroy()
  })

  it('that attaches and detaches all the time leaves nothing behind', async () => {
    const before = await bus.measure()
    const raw = await RawClient.open(bus.port)
    for (let round = 0; round < 40; round += 1) {
      for (let i = 0; i < 100; i += 1)
        raw.send(say.receiver('storm', i), say.flow(i, most), say.sender('storm', i + 100, `s${i}`))
      for (let i = 0; i < 100; i += 1) raw.send(say.detach(i), say.detach(i + 100))
      if (round % 10 === 9) expect(await roundTripMs()).toBeLessThan(1_000)
    }
    await eventually(() => raw.answers.filter(({ name }) => name === 'detach').length === 8_000)
    const after = await bus.measure()
    expect(after.heapBytes - before.heapBytes).toBeLessThan(2 * mib)
    raw.destroy()
    // Nothing goes to who is not there any more.
    await client.createSender('storm').sendMessages({ body: 'still here' })
    expect(await receiveOne(client.createReceiver('storm'))).toMatchObject({ deliveryCount: 0 })
  })

  it('that begins sessions and links without end is hung up on', async () => {
    const raw = await RawClient.open(bus.port)
    const long = 'x'.repeat(30_000)
    for (let channel = 1; channel < 20; channel += 1) {
      raw.send(say.begin(channel))
      for (let handle = 0; handle < 250; handle += 1)
        raw.send(onChannel(channel, say.receiver('crowd', handle, `${channel} ${handle} ${long}`)))
      if (channel % 5 === 4) await roundTripMs()
    }
    expect(await raw.refusal()).toBe('amqp:resource-limit-exceeded')
  })

  it('is one of 5,000 that may wait at a queue, and the others do not notice them', {
    timeout: 60_000,
  }, async () => {
    const raw = await RawClient.open(bus.port)
    for (let channel = 1; channel <= 20; channel += 1) {
      raw.send(say.begin(channel))
      for (let handle = 0; handle < 250; handle += 1)
        raw.send(onChannel(channel, say.receiver('crowd', handle, `${channel} ${handle}`)))
    }
    await eventually(() => raw.answers.filter(({ name }) => name === 'attach').length === 5_000)
    const sender = client.createSender('crowd')
    const start = performance.now()
    for (let sent = 0; sent < 50; sent += 1) await sender.sendMessages({ body: sent })
    expect(performance.now() - start).toBeLessThan(1_500)
    raw.send(say.receiver('crowd', 5))
    expect((await raw.next('detach')).fields.error?.condition).toBe('amqp:resource-limit-exceeded')
    raw.destroy()
    expect(await receive(client.createReceiver('crowd'), 50)).toHaveLength(50)
  })

  it('that attaches a link anew takes it from where it was', async () => {
    const raw = await RawClient.open(bus.port)
    raw.send(say.receiver('storm', 0, 'same'), say.flow(0, 10), say.sender('storm', 1, 'same'))
    await raw.next('attach')
    await raw.next('attach')
    raw.send(say.receiver('storm', 2, 'same'))
    const { fields } = await raw.next('detach')
    expect([fields['handle'], fields.error?.condition]).toEqual([0, 'amqp:link:stolen'])
    raw.send(say.flow(2, 1), say.transfer(1, 0, section.data('x')))
    expect((await raw.next('transfer')).fields['handle']).toBe(2)
    raw.destroy()
  })

  it('cannot settle the messages of another session in the name of its own', async () => {
    const sender = client.createSender('foreign')
    await sender.sendMessages(['mine', 'theirs'].map((sessionId) => ({ body: sessionId, sessionId })))
    const [mine, theirs] = [
      await client.acceptSession('foreign', 'mine'),
      await client.acceptSession('foreign', 'theirs'),
    ]
    const message = await receiveOne(theirs)
    const token = Buffer.from(String(message.lockToken).replaceAll('-', ''), 'hex')
    const { string } = amqp
    const body = amqp.map([
      ...[string('disposition-status'), string('completed'), string('session-id'), string('mine')],
      ...[string('lock-tokens'), amqp.array(0x98, [token])],
    ])
    const raw = await RawClient.open(bus.port)
    const node = 'foreign/$management'
    raw.send(say.receiver(node, 0), say.flow(0, 9), say.sender(node, 1))
    raw.send(say.transfer(1, 0, request('com.microsoft:update-disposition', body)))
    await raw.next('transfer')
    await theirs.completeMessage(message)
    expect(await theirs.peekMessages(1)).toEqual([])
    await mine.close()
    await theirs.close()
    raw.destroy()
  })

  it('that waits for sessions in many places is let go when it leaves', async () => {
    const raw = await RawClient.open(bus.port)
    const { string, uint, boolean, nil, symbol } = amqp
    for (let handle = 0; handle < 200; handle += 1) {
      const filter = amqp.map([symbol('com.microsoft:session-filter'), nil])
      const source = amqp.list([string('sessions'), ...Array(6).fill(nil), filter])
      const fields = [string(`w${handle}`), uint(handle), boolean(true), nil, nil]
      raw.send(frame(code.attach, [...fields, amqp.described(0x28, source)]))
    }
    await sleep(100)
    raw.destroy()
    await sleep(100)
    await client.createSender('sessions').sendMessages({ body: 1, sessionId: 's' })
    const receiver = await client.acceptNextSession('sessions')
    expect(await receiveOne(receiver)).toMatchObject({ sessionId: 's', deliveryCount: 0 })
    await receiver.close()
  })
})

describe('deferred messages', () => {
  it('are given once, however often one request names them, and not more than an answer should hold', async () => {
    const [sender, receiver] = [client.createSender('aside'), client.createReceiver('aside')]
    for (let sent = 0; sent < 90; sent += 1) await sender.sendMessages({ body: randomBytes(200_000) })
    const numbers: NonNullable<ServiceBusReceivedMessage['sequenceNumber']>[] = []
    for (const message of await receive(receiver, 90)) {
      await receiver.deferMessage(message)
      if (message.sequenceNumber) numbers.push(message.sequenceNumber)
    }
    await expect(receiver.receiveDeferredMessages(numbers)).rejects.toMatchObject({ code: 'QuotaExceeded' })
    const [first, second] = numbers
    if (!first || !second) throw new Error('Two numbers were expected.')
    const twice = await receiver.receiveDeferredMessages([first, second, first, first])
    expect(twice.map(({ sequenceNumber }) => `${sequenceNumber}`)).toEqual([`${first}`, `${second}`])
  })
})

describe('messages', () => {
  it('that expire before anybody comes are not kept', async () => {
    const before = await bus.measure()
    const sender = client.createSender('short')
    for (let round = 0; round < 40; round += 1) {
      const bodies = Array.from({ length: 100 }, () => ({ body: randomBytes(1_500) }))
      await sender.sendMessages(bodies)
    }
    const receiver = client.createReceiver('short')
    await eventually(async () => (await receiver.peekMessages(1)).length === 0)
    const after = await bus.measure()
    expect(after.heapBytes - before.heapBytes).toBeLessThan(3 * mib)
  })

  it('may be due at the end of all calendars, and were due in the past', async () => {
    const sender = client.createSender('late')
    const receiver = client.createReceiver('late')
    const [last] = await sender.scheduleMessages(
      { body: 'last' },
      new Date(Date.UTC(9999, 11, 31, 23, 59, 59, 999)),
    )
    await sender.scheduleMessages({ body: 'first' }, new Date(-62_135_596_800_000))
    const message = await receiveOne(receiver)
    expect(message.body).toBe('first')
    await receiver.completeMessage(message)
    const [peeked] = await receiver.peekMessages(1)
    expect(peeked).toMatchObject({ body: 'last', state: 'scheduled' })
    if (last) await sender.cancelScheduledMessages(last)
    expect(await receiver.peekMessages(1)).toEqual([])
  })
})

/** The same frame on another channel. */
function onChannel(channel: number, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt16BE(channel, 6)
  return copy
}
