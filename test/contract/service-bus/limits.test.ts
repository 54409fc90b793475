import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceBusClient } from '@azure/service-bus'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as amqp from '#local/stand-ins/service-bus/amqp/values.ts'
import { code, frame, RawClient, rejection, say, section, ubyte } from './raw-client.ts'
import { onlyLocally, openStage, receiveOne, type Stage } from './stage.ts'

/** How much fits, and what Service Bus says when it does not: in its words, because people search for them. */

let stage: Stage<'plain' | 'header' | 'sessions' | 'once' | 'twice' | 'peeked' | 'large'>
let client: ServiceBusClient
let port: number

beforeAll(async () => {
  stage = await openStage({
    plain: {},
    header: {},
    sessions: { sessions: true },
    once: { maxDeliveryCount: 1 },
    twice: { maxDeliveryCount: 2 },
    peeked: {},
    large: {},
  })
  client = stage.client()
  port = Number(/:(\d+);/.exec(stage.connectionString)?.[1])
})
afterAll(() => stage.close())

const kib = 1_024
const x = (count: number) => 'x'.repeat(count)
const unable = /The service was unable to process the request; please retry the operation\./

describe('a message', () => {
  it('has at most 64 KiB in front of its body', async () => {
    const sender = client.createSender(stage.queues.header)
    const properties = { a: x(30 * kib), b: x(30 * kib) }
    await sender.sendMessages({ body: 1, applicationProperties: properties })
    await expect(
      sender.sendMessages({ body: 1, applicationProperties: { ...properties, c: x(5 * kib) } }),
    ).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
      message: expect.stringMatching(
        /message header stream .* The size quota for this stream \(65536\) has been exceeded/,
      ),
    })
    await expect(sender.sendMessages({ body: 1, subject: x(66_000) })).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    })
  })

  it('keeps to that when it is settled, and is still there when it cannot', async () => {
    const receiver = client.createReceiver(stage.queues.header)
    const message = await receiveOne(receiver)
    const more = { deadLetterReason: 'r', deadLetterErrorDescription: 'd', detail: x(10 * kib) }
    await expect(receiver.deadLetterMessage(message, more)).rejects.toThrow(/size quota for this stream/)
    // The client takes a message for settled after a refusal; its lock is good for another receiver.
    const other = client.createReceiver(stage.queues.header)
    expect((await other.renewMessageLock(message)).getTime()).toBeGreaterThan(Date.now())
  })

  it('has no application property of more than 32 KiB', async () => {
    const sender = client.createSender(stage.queues.plain)
    await expect(
      sender.sendMessages({ body: 1, applicationProperties: { stack: x(33 * kib) } }),
    ).rejects.toThrow(unable)
  })

  it.each(['messageId', 'replyToSessionId', 'sessionId', 'partitionKey'])(
    'has a %s of at most 128 characters',
    async (name) => {
      const sender = client.createSender(stage.queues.plain)
      await sender.sendMessages({ body: 1, [name]: x(128) })
      await expect(sender.sendMessages({ body: 1, [name]: x(129) })).rejects.toThrow(
        /cannot be greater than 128 characters/,
      )
    },
  )

  it('that is scheduled is no larger than others', async () => {
    const sender = client.createSender(stage.queues.plain)
    const due = new Date(Date.now() + 3_600_000)
    const [number] = await sender.scheduleMessages({ body: x(200 * kib) }, due)
    if (number) await sender.cancelScheduledMessages(number)
    for (const size of [256 * kib, 300 * kib])
      await expect(sender.scheduleMessages({ body: x(size) }, due)).rejects.toThrow(
        /exceeds the limit \(262144 bytes\) currently allowed on the link/,
      )
  })
})

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('by the byte', () => {
  /** How one message was taken; undefined for accepted. */
  async function send(message: Buffer, format = 0) {
    const raw = await RawClient.open(port)
    const partBytes = 60_000
    raw.send(say.sender('plain'))
    for (let at = 0; at < message.length; at += partBytes) {
      const more = at + partBytes < message.length
      const fields = [amqp.uint(0), amqp.uint(7), amqp.binary(Buffer.from('t')), amqp.uint(format)]
      raw.send(
        frame(code.transfer, [...fields, amqp.nil, amqp.boolean(more)], message.subarray(at, at + partBytes)),
      )
    }
    const { fields } = await raw.next('disposition')
    raw.destroy()
    return rejection(fields['state'])
  }
  const ofSize = (bytes: number) => section.data(Buffer.alloc(bytes - 8))

  it('a message has at most 262,144', async () => {
    expect(ofSize(262_144)).toHaveLength(262_144)
    expect(await send(ofSize(262_144))).toBeUndefined()
    for (const size of [262_145, 1_000_000])
      expect(await send(ofSize(size))).toEqual({
        condition: 'amqp:link:message-size-exceeded',
        description: `The received message (delivery-id:7, size:${size} bytes) exceeds the limit (262144 bytes) currently allowed on the link.`,
      })
  })

  it('a batch has at most 4,500 messages', async () => {
    const batch = (count: number) => Buffer.concat(Array(count).fill(section.data(section.data('x'))))
    expect(await send(batch(4_500), 0x80013700)).toBeUndefined()
    expect(await send(batch(4_501), 0x80013700)).toMatchObject({ description: expect.stringMatching(unable) })
  })

  it.each([
    [
      'plain',
      'amqp:not-allowed',
      'A sessionful message receiver cannot be created on an entity that does not require sessions. Ensure RequiresSession is set to true when creating a Queue or Subscription to enable sessionful behavior.',
    ],
    [
      'sessions',
      'com.microsoft:session-cannot-be-locked',
      "The requested session 'taken' cannot be accepted. It may be locked by another receiver.",
    ],
  ])(
    'a session of the queue %s is refused in the words of the service',
    async (queue, condition, description) => {
      const holder = await client.acceptSession(stage.queues.sessions, 'taken')
      const raw = await RawClient.open(port)
      const filter = amqp.map([amqp.symbol('com.microsoft:session-filter'), amqp.string('taken')])
      const source = amqp.list([amqp.string(queue), ...Array(6).fill(amqp.nil), filter])
      const head = [amqp.string('r'), amqp.uint(0), amqp.boolean(true), ubyte(0), ubyte(1)]
      raw.send(frame(code.attach, [...head, amqp.described(0x28, source)]))
      expect((await raw.next('detach')).fields.error).toMatchObject({ condition, description })
      raw.destroy()
      await holder.close()
    },
  )

  it.each<[string, Buffer]>([
    ['System.Byte[]', amqp.binary(Buffer.from('x'))],
    ['list', amqp.list([amqp.uint(1)])],
    ['map', amqp.map([])],
    ['array', amqp.array(0x81, [Buffer.alloc(8)])],
  ])('an application property is no %s', async (type, value) => {
    expect(await send(section.applicationProperties([amqp.string('k'), value]))).toEqual({
      condition: 'amqp:link:message-size-exceeded',
      description: `Serialization operation failed due to unsupported type ${type}.`,
    })
  })
})

describe('the state of a session', () => {
  it('has at most the size of a message', async () => {
    const receiver = await client.acceptSession(stage.queues.sessions, 's')
    const largest = x(256 * kib - 2) // Two quotes come with it.
    await receiver.setSessionState(largest)
    expect(await receiver.getSessionState()).toBe(largest)
    await expect(receiver.setSessionState(`${largest}x`)).rejects.toThrow(
      /exceeds the limit \(262144 bytes\)/,
    )
    expect(await receiver.getSessionState()).toBe(largest)
    await receiver.close()
  })
})

describe('a peek', () => {
  it('gives at most 250 messages', async () => {
    const sender = client.createSender(stage.queues.peeked)
    await sender.sendMessages(Array.from({ length: 300 }, (_, body) => ({ body })))
    const receiver = client.createReceiver(stage.queues.peeked)
    expect(await receiver.peekMessages(1_000)).toHaveLength(250)
    expect((await receiver.peekMessages(1_000)).map(({ body }) => body)).toEqual(
      Array.from({ length: 50 }, (_, i) => 250 + i),
    )
  })

  it('gives fewer when they are large, and goes on with the rest', async () => {
    const sender = client.createSender(stage.queues.large)
    for (let body = 0; body < 4; body += 1) await sender.sendMessages({ body: `${body}${x(100 * kib)}` })
    const receiver = client.createReceiver(stage.queues.large)
    const seen: string[] = []
    for (;;) {
      const some = await receiver.peekMessages(4)
      if (some.length === 0) break
      expect(some.length).toBeLessThan(4)
      seen.push(...some.map(({ body }) => String(body)[0] ?? ''))
    }
    expect(seen).toEqual(['0', '1', '2', '3'])
  })
})

describe('deferring', () => {
  it('on the last delivery makes a dead letter, because it counts as one', async () => {
    const receiver = client.createReceiver(stage.queues.once)
    const deadLetters = client.createReceiver(stage.queues.once, { subQueueType: 'deadLetter' })
    await client.createSender(stage.queues.once).sendMessages({ body: 'x' })
    const message = await receiveOne(receiver)
    await receiver.deferMessage(message)
    expect(await receiver.peekMessages(1)).toEqual([])
    expect(await receiveOne(deadLetters)).toMatchObject({
      body: 'x',
      state: 'active',
      deliveryCount: 1,
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterErrorDescription: 'Message could not be consumed after 1 delivery attempts.',
    })
  })

  it('is possible before the last one', async () => {
    const receiver = client.createReceiver(stage.queues.twice)
    const deadLetters = client.createReceiver(stage.queues.twice, { subQueueType: 'deadLetter' })
    await client.createSender(stage.queues.twice).sendMessages({ body: 'x' })
    const message = await receiveOne(receiver)
    await receiver.deferMessage(message)
    const number = message.sequenceNumber
    if (!number) throw new Error('A sequence number was expected.')
    const [aside] = await receiver.receiveDeferredMessages(number)
    if (!aside) throw new Error('The deferred message was expected.')
    await receiver.deferMessage(aside)
    expect(await receiveOne(deadLetters)).toMatchObject({ body: 'x', deliveryCount: 2 })
  })
})

describe('what it says', () => {
  it('of what is not there', async () => {
    await expect(client.createSender('missing').sendMessages({ body: 1 })).rejects.toThrow(
      /The messaging entity '.*missing' could not be found\. To know more visit https:\/\/aka\.ms\/sbResourceMgrExceptions\./,
    )
    const receiver = client.createReceiver(stage.queues.plain)
    const sender = client.createSender(stage.queues.plain)
    const due = new Date(Date.now() + 3_600_000)
    const [number] = await sender.scheduleMessages({ body: 1 }, due)
    if (!number) throw new Error('A sequence number was expected.')
    await sender.cancelScheduledMessages(number)
    await expect(sender.cancelScheduledMessages(number)).rejects.toThrow(
      `Messages not found. Missing sequence numbers: ${number}`,
    )
    await expect(receiver.receiveDeferredMessages(number)).rejects.toThrow(
      'Failed to lock one or more specified messages.',
    )
  })

  it('of locks', async () => {
    const queue = stage.queues.plain
    await client.createSender(queue).sendMessages({ body: 'late' })
    const receiver = client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 0 })
    const message = await receiveOne(receiver)
    await sleep(stage.lockDurationMs + 200)
    await expect(receiver.completeMessage(message)).rejects.toThrow(
      'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue, or was received by a different receiver instance.',
    )
  })

  it('of sessions', async () => {
    const { sessions } = stage.queues
    await expect(client.createSender(sessions).sendMessages({ body: 1 })).rejects.toThrow(
      'The SessionId was not set on a message, and it cannot be sent to the entity. Entities that have session support enabled can only receive messages that have the SessionId set to a valid value.',
    )
    await expect(client.createReceiver(sessions).receiveMessages(1)).rejects.toThrow(
      'It is not possible for an entity that requires sessions to create a non-sessionful message receiver.',
    )
    const impatient = stage.client({ retryOptions: { timeoutInMs: 2_000, maxRetries: 0 } })
    await expect(impatient.acceptNextSession(sessions)).rejects.toThrow(
      /The operation did not complete within the allotted timeout of 00:00:0\d\. The time allotted to this operation may have been a portion of a longer timeout\./,
    )
  })
})
