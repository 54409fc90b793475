import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceBusReceivedMessage } from '@azure/service-bus'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, receive, receiveOne, type Stage } from './stage.ts'

let stage: Stage<'expiry' | 'renewal' | 'automatic' | 'lost' | 'closed' | 'counted'>

beforeAll(async () => {
  stage = await openStage({
    expiry: {},
    renewal: {},
    automatic: {},
    lost: {},
    closed: {},
    counted: { maxDeliveryCount: 2 },
  })
})
afterAll(() => stage.close())

/** Receivers that leave renewing to the test, unless it asks for it. */
function open(queue: string, maxAutoLockRenewalDurationInMs = 0) {
  const client = stage.client()
  return {
    client,
    sender: client.createSender(queue),
    receiver: client.createReceiver(queue, { maxAutoLockRenewalDurationInMs }),
    deadLetters: client.createReceiver(queue, { subQueueType: 'deadLetter' }),
  }
}

describe.concurrent('the lock of a message', () => {
  it('hides it from all others, and lets it come back counted when it ends', async () => {
    const { client, sender, receiver } = open(stage.queues.expiry)
    const other = client.createReceiver(stage.queues.expiry)
    await sender.sendMessages({ body: 'x', messageId: 'e' })
    const first = await receiveOne(receiver)
    expect(await other.receiveMessages(1, { maxWaitTimeInMs: 300 })).toEqual([])
    const second = await receiveOne(other)
    expect(second).toMatchObject({ messageId: 'e', deliveryCount: 1 })
    expect(Date.now()).toBeGreaterThanOrEqual((first.lockedUntilUtc?.getTime() ?? 0) - 50)
    expect(second.lockToken).not.toBe(first.lockToken)
    await other.completeMessage(second)
  })

  it('can be renewed', async () => {
    const { sender, receiver } = open(stage.queues.renewal)
    await sender.sendMessages({ body: 'x', messageId: 'r' })
    const message = await receiveOne(receiver)
    // Twice as long as one lock lasts, each time with more than half of it left for a busy machine.
    for (let round = 0; round < 5; round += 1) {
      await sleep(stage.lockDurationMs * 0.4)
      const until = await receiver.renewMessageLock(message)
      expect(until.getTime()).toBeGreaterThan(Date.now() + stage.lockDurationMs * 0.5)
    }
    await receiver.completeMessage(message)
    expect(await receiver.peekMessages(1)).toEqual([])
  })

  it('is renewed by the client itself while a handler works', async () => {
    const { sender, receiver } = open(stage.queues.automatic, 60_000)
    await sender.sendMessages({ body: 'x', messageId: 'a' })
    const message = await receiveOne(receiver)
    await sleep(stage.lockDurationMs * 2.2)
    await receiver.completeMessage(message)
    expect(await receiver.peekMessages(1)).toEqual([])
  })

  it('is lost after its time: nothing can be decided any more', async () => {
    const { sender, receiver } = open(stage.queues.lost)
    await sender.sendMessages([1, 2, 3, 4, 5].map((body) => ({ body, messageId: `l-${body}` })))
    const messages = await receive(receiver, 5)
    await sleep(stage.lockDurationMs + 200)
    const lost = { code: 'MessageLockLost' }
    const [a, b, c, d, e] = messages as [
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
    ]
    await expect(receiver.completeMessage(a)).rejects.toMatchObject(lost)
    await expect(receiver.abandonMessage(b)).rejects.toMatchObject(lost)
    await expect(receiver.deferMessage(c)).rejects.toMatchObject(lost)
    await expect(receiver.deadLetterMessage(d)).rejects.toMatchObject(lost)
    await expect(receiver.renewMessageLock(e)).rejects.toMatchObject(lost)
    const again = await receive(receiver, 5)
    expect(again.map(({ body, deliveryCount }) => [body, deliveryCount])).toEqual(
      [1, 2, 3, 4, 5].map((i) => [i, 1]),
    )
    for (const message of again) await receiver.completeMessage(message)
  })

  it('outlives the receiver: another link of the client can still complete', async () => {
    const { client, sender, receiver } = open(stage.queues.closed)
    await sender.sendMessages({ body: 'x', messageId: 'c' })
    const message = await receiveOne(receiver)
    await receiver.close()
    const other = client.createReceiver(stage.queues.closed)
    await other.completeMessage(message)
    expect(await other.peekMessages(1)).toEqual([])
  })

  it('ends in the dead letters when it ran out as often as allowed', async () => {
    const { sender, receiver, deadLetters } = open(stage.queues.counted)
    await sender.sendMessages({ body: 'x', messageId: 'k' })
    await receiveOne(receiver)
    await receiveOne(receiver)
    const letter = await receiveOne(deadLetters)
    expect(letter).toMatchObject({ deliveryCount: 2, deadLetterReason: 'MaxDeliveryCountExceeded' })
    await deadLetters.completeMessage(letter)
  })
})
