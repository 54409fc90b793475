import { randomUUID } from 'node:crypto'
import { isServiceBusError, type ServiceBusReceivedMessage } from '@azure/service-bus'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, onlyLocally, openStage, receive, receiveOne, type Stage } from './stage.ts'

let stage: Stage<'plain' | 'order' | 'peeked' | 'twice' | 'short' | 'dropping' | 'dead' | 'deferred'>

beforeAll(async () => {
  stage = await openStage({
    plain: {},
    order: {},
    peeked: {},
    twice: { maxDeliveryCount: 2 },
    short: { defaultTtl: 'PT1S' },
    dropping: { defaultTtl: 'PT1S', dropsExpired: true },
    dead: {},
    deferred: {},
  })
})
afterAll(() => stage.close())

function open(queue: string) {
  const client = stage.client()
  return {
    client,
    sender: client.createSender(queue),
    receiver: client.createReceiver(queue),
    deadLetters: client.createReceiver(queue, { subQueueType: 'deadLetter' }),
  }
}

describe('a message', () => {
  it('arrives as it was sent, with the marks of the broker', async () => {
    const { sender, receiver } = open(stage.queues.plain)
    const before = Date.now()
    await sender.sendMessages({
      body: { text: 'grüß', list: [1, 2.5, null] },
      messageId: 'm-1',
      correlationId: 'c-1',
      contentType: 'application/json',
      subject: 'greeting',
      to: 'you',
      replyTo: 'me',
      replyToSessionId: 'rs',
      partitionKey: 'p',
      timeToLive: 60_000,
      applicationProperties: { text: 'x', flag: true, whole: 7, part: 1.5, big: 2 ** 40, nothing: null },
    })
    const message = await receiveOne(receiver)
    expect(message).toMatchObject({
      body: { text: 'grüß', list: [1, 2.5, null] },
      messageId: 'm-1',
      correlationId: 'c-1',
      contentType: 'application/json',
      subject: 'greeting',
      to: 'you',
      replyTo: 'me',
      replyToSessionId: 'rs',
      partitionKey: 'p',
      timeToLive: 60_000,
      deliveryCount: 0,
      state: 'active',
      applicationProperties: { text: 'x', flag: true, whole: 7, part: 1.5, big: 2 ** 40, nothing: null },
    })
    const enqueuedAt = message.enqueuedTimeUtc?.getTime() ?? 0
    expect(enqueuedAt).toBeGreaterThanOrEqual(before - 60_000)
    expect(message.expiresAtUtc?.getTime()).toBe(enqueuedAt + 60_000)
    expect(message.lockedUntilUtc?.getTime()).toBeGreaterThan(enqueuedAt)
    await receiver.completeMessage(message)
    expect(await receiver.peekMessages(1)).toEqual([])
  })

  it.each([
    ['text', 'plain text'],
    ['nothing', null],
    ['bytes', Buffer.from([0, 1, 254, 255])],
  ])('keeps a body of %s', async (_, body) => {
    const { sender, receiver } = open(stage.queues.plain)
    await sender.sendMessages({ body, messageId: randomUUID() })
    const message = await receiveOne(receiver)
    expect(message.body).toEqual(body)
    await receiver.completeMessage(message)
  })

  it('keeps AMQP value and sequence bodies', async () => {
    const { sender, receiver } = open(stage.queues.plain)
    await sender.sendMessages([
      { body: { a: 1 }, bodyType: 'value', properties: { messageId: 'v' } },
      { body: [1, 'two'], bodyType: 'sequence', properties: { messageId: 's' } },
    ])
    const messages = await receive(receiver, 2)
    expect(messages.map(({ body }) => body)).toEqual([{ a: 1 }, [1, 'two']])
    expect(messages.map((message) => message._rawAmqpMessage.bodyType)).toEqual(['value', 'sequence'])
    for (const message of messages) await receiver.completeMessage(message)
  })

  it('gets an id when it has none, because the lock renewer of the client needs one', async () => {
    const { sender, receiver } = open(stage.queues.plain)
    await sender.sendMessages({ body: 1 })
    const message = await receiveOne(receiver)
    expect(message.messageId).toBeTruthy()
    await receiver.completeMessage(message)
  })

  it('may be sent on as it was received', async () => {
    const { sender, receiver } = open(stage.queues.plain)
    await sender.sendMessages({ body: 1, messageId: 'first', applicationProperties: { kept: 'yes' } })
    const first = await receiveOne(receiver)
    await sender.sendMessages(first)
    await receiver.completeMessage(first)
    const second = await receiveOne(receiver)
    expect(second.applicationProperties).toEqual({ kept: 'yes' })
    expect(second.sequenceNumber?.greaterThan(first.sequenceNumber ?? 0)).toBe(true)
    await receiver.completeMessage(second)
  })

  it('is refused when it is too large, and so is the queue that does not exist', async () => {
    const { client, sender } = open(stage.queues.plain)
    await expect(sender.sendMessages({ body: 'x'.repeat(300_000) })).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    })
    const missing = { code: 'MessagingEntityNotFound' }
    await expect(client.createSender('missing').sendMessages({ body: 1 })).rejects.toMatchObject(missing)
    await expect(client.createReceiver('missing').receiveMessages(1)).rejects.toMatchObject(missing)
    await expect(client.createReceiver('missing').peekMessages(1)).rejects.toMatchObject(missing)
    await expect(client.acceptNextSession('missing')).rejects.toMatchObject(missing)
  })
})

describe('a batch', () => {
  it('carries many messages in one send, in order', async () => {
    const { sender, receiver } = open(stage.queues.order)
    const batch = await sender.createMessageBatch()
    expect(batch.maxSizeInBytes).toBeGreaterThanOrEqual(262_144)
    for (let i = 0; i < 100; i += 1) expect(batch.tryAddMessage({ body: i, messageId: `b-${i}` })).toBe(true)
    await sender.sendMessages(batch)
    const messages = await receive(receiver, 100)
    expect(messages.map(({ body }) => body)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(new Set(messages.map(({ sequenceNumber }) => `${sequenceNumber}`)).size).toBe(100)
    for (const message of messages) await receiver.completeMessage(message)
  })

  it('may hold messages close to the limit, which arrive in many frames', async () => {
    const { sender, receiver } = open(stage.queues.order)
    const body = randomUUID().repeat(6_000)
    await sender.sendMessages({ body, messageId: 'large' })
    const message = await receiveOne(receiver)
    expect(message.body).toBe(body)
    await receiver.completeMessage(message)
  })
})

describe('receiving', () => {
  it('in receive-and-delete mode leaves nothing behind', async () => {
    const { client, sender } = open(stage.queues.plain)
    await sender.sendMessages([{ body: 1 }, { body: 2 }])
    const receiver = client.createReceiver(stage.queues.plain, { receiveMode: 'receiveAndDelete' })
    const messages = await receive(receiver, 2)
    expect(messages.map(({ body }) => body)).toEqual([1, 2])
    expect(await receiver.peekMessages(1)).toEqual([])
  })

  it.skipIf(onlyLocally('its answers take as long as the way there'))(
    'ends at its time when nothing comes, because a drain is answered',
    async () => {
      const { sender, receiver } = open(stage.queues.plain)
      await receiver.receiveMessages(1, { maxWaitTimeInMs: 50 })
      const waits: number[] = []
      for (let round = 0; round < 3; round += 1) {
        const start = performance.now()
        expect(await receiver.receiveMessages(1, { maxWaitTimeInMs: 100 })).toEqual([])
        waits.push(performance.now() - start)
      }
      // Without an answer the client waits 200 ms more and opens a new link.
      expect(Math.min(...waits)).toBeLessThan(250)
      await sender.sendMessages({ body: 'after the drain' })
      const message = await receiveOne(receiver)
      await receiver.completeMessage(message)
    },
  )

  it('gives an abandoned message back to its old place, counted', async () => {
    const { sender, receiver } = open(stage.queues.order)
    await sender.sendMessages([1, 2, 3].map((body) => ({ body, messageId: `o-${body}` })))
    const [first] = await receive(receiver, 1)
    await receiver.abandonMessage(first as ServiceBusReceivedMessage, { why: 'later' })
    const messages = await receive(receiver, 3)
    expect(messages.map(({ body, deliveryCount }) => [body, deliveryCount])).toEqual([
      [1, 1],
      [2, 0],
      [3, 0],
    ])
    expect(messages[0]?.applicationProperties).toEqual({ why: 'later' })
    for (const message of messages) await receiver.completeMessage(message)
  })
})

describe('peeking', () => {
  it('shows active, locked, deferred and scheduled messages and moves on', async () => {
    const { sender, receiver } = open(stage.queues.peeked)
    await sender.sendMessages(['deferred', 'locked', 'active'].map((body) => ({ body, messageId: body })))
    await sender.scheduleMessages({ body: 'scheduled', messageId: 's' }, new Date(Date.now() + 60_000))
    const [deferred] = await receive(receiver, 2)
    await receiver.deferMessage(deferred as ServiceBusReceivedMessage)
    const first = await receiver.peekMessages(2)
    const rest = await receiver.peekMessages(10)
    expect([...first, ...rest].map(({ body, state }) => [body, state])).toEqual([
      ['deferred', 'deferred'],
      ['locked', 'active'],
      ['active', 'active'],
      ['scheduled', 'scheduled'],
    ])
    expect(await receiver.peekMessages(1)).toEqual([])
    const from = rest[0]?.sequenceNumber
    if (from) expect(await receiver.peekMessages(1, { fromSequenceNumber: from })).toHaveLength(1)
  })
})

describe('deferring', () => {
  it('sets a message aside, to be taken by its number; abandoned it stays aside', async () => {
    const { sender, receiver } = open(stage.queues.deferred)
    await sender.sendMessages({ body: 'x', messageId: 'd-1' })
    const message = await receiveOne(receiver)
    await receiver.deferMessage(message, { round: 1 })
    expect(await receiver.receiveMessages(1, { maxWaitTimeInMs: 200 })).toEqual([])
    const number = message.sequenceNumber
    if (!number) throw new Error('A sequence number was expected.')
    const [aside] = await receiver.receiveDeferredMessages(number)
    expect(aside).toMatchObject({ state: 'deferred', deliveryCount: 1, applicationProperties: { round: 1 } })
    await receiver.abandonMessage(aside as ServiceBusReceivedMessage, { round: 2 })
    const [again] = await receiver.receiveDeferredMessages(number)
    expect(again).toMatchObject({ deliveryCount: 2, applicationProperties: { round: 2 } })
    const renewed = await receiver.renewMessageLock(again as ServiceBusReceivedMessage)
    expect(renewed.getTime()).toBeGreaterThan(Date.now())
    await receiver.completeMessage(again as ServiceBusReceivedMessage)
    await expect(receiver.receiveDeferredMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' })
  })

  it('ends in the dead letters when asked for, and works in receive-and-delete mode', async () => {
    const { client, sender, receiver, deadLetters } = open(stage.queues.deferred)
    await sender.sendMessages([{ body: 'dead' }, { body: 'deleted' }])
    const messages = await receive(receiver, 2)
    const numbers: NonNullable<ServiceBusReceivedMessage['sequenceNumber']>[] = []
    for (const message of messages) {
      await receiver.deferMessage(message)
      if (message.sequenceNumber) numbers.push(message.sequenceNumber)
    }
    const [dead] = await receiver.receiveDeferredMessages(numbers.slice(0, 1))
    await receiver.deadLetterMessage(dead as ServiceBusReceivedMessage, {
      deadLetterReason: 'because',
      deadLetterErrorDescription: 'of that',
    })
    const letter = await receiveOne(deadLetters)
    expect(letter).toMatchObject({ body: 'dead', deliveryCount: 1, deadLetterReason: 'because' })
    await deadLetters.completeMessage(letter)
    const deleting = client.createReceiver(stage.queues.deferred, { receiveMode: 'receiveAndDelete' })
    const [deleted] = await deleting.receiveDeferredMessages(numbers.slice(1))
    expect(deleted?.body).toBe('deleted')
    expect(await deleting.peekMessages(1)).toEqual([])
  })
})

describe('dead letters', () => {
  it('hold what was put there, with reason, description and properties; sent again and completed it is gone', async () => {
    const { sender, receiver, deadLetters } = open(stage.queues.dead)
    await sender.sendMessages({ body: { job: 7 }, messageId: 'dl-1', applicationProperties: { kept: 'yes' } })
    const message = await receiveOne(receiver)
    await receiver.deadLetterMessage(message, {
      deadLetterReason: 'poison',
      deadLetterErrorDescription: 'cannot be read',
      detail: 42,
    })
    const letter = await receiveOne(deadLetters)
    expect(letter).toMatchObject({
      body: { job: 7 },
      messageId: 'dl-1',
      deliveryCount: 0,
      deadLetterReason: 'poison',
      deadLetterErrorDescription: 'cannot be read',
      applicationProperties: { kept: 'yes', detail: 42 },
    })
    await sender.sendMessages({ body: letter.body, messageId: 'dl-1:again' })
    await deadLetters.completeMessage(letter)
    const again = await receiveOne(receiver)
    expect(again.body).toEqual({ job: 7 })
    await receiver.completeMessage(again)
    expect(await deadLetters.peekMessages(1)).toEqual([])
    expect(await receiver.peekMessages(1)).toEqual([])
  })

  it('get a message after its last delivery, and keep it through abandons there', async () => {
    const { sender, receiver, deadLetters } = open(stage.queues.twice)
    await sender.sendMessages({ body: 1, messageId: 'twice' })
    for (const expected of [0, 1]) {
      const message = await receiveOne(receiver)
      expect(message.deliveryCount).toBe(expected)
      await receiver.abandonMessage(message)
    }
    expect(await receiver.receiveMessages(1, { maxWaitTimeInMs: 200 })).toEqual([])
    for (const expected of [2, 3, 4]) {
      const letter = await receiveOne(deadLetters)
      expect(letter).toMatchObject({ deliveryCount: expected, deadLetterReason: 'MaxDeliveryCountExceeded' })
      expect(letter.deadLetterErrorDescription).toMatch(/could not be consumed after 2 delivery attempts/)
      await deadLetters.abandonMessage(letter)
    }
  })

  it('get a message whose time to live is over, unless the queue drops it', async () => {
    const short = open(stage.queues.short)
    const dropping = open(stage.queues.dropping)
    await short.sender.sendMessages({ body: 'own time', timeToLive: 300 })
    await short.sender.sendMessages({ body: 'time of the queue', timeToLive: 3_600_000 })
    await dropping.sender.sendMessages({ body: 'dropped' })
    const letters = await receive(short.deadLetters, 2)
    expect(letters.map(({ body, deadLetterReason }) => [body, deadLetterReason])).toEqual([
      ['own time', 'TTLExpiredException'],
      ['time of the queue', 'TTLExpiredException'],
    ])
    await eventually(async () => (await dropping.receiver.peekMessages(1)).length === 0)
    expect(await dropping.deadLetters.peekMessages(1)).toEqual([])
  })

  it('cannot be sent to', async () => {
    const { client } = open(stage.queues.dead)
    const failure = client.createSender(`${stage.queues.dead}/$DeadLetterQueue`).sendMessages({ body: 1 })
    await expect(failure).rejects.toSatisfy(isServiceBusError)
  })
})
