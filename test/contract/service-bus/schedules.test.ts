import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, isReal, openStage, receive, receiveOne, type Stage } from './stage.ts'

let stage: Stage<'scheduled' | 'cancelled' | 'once' | 'window' | 'anything'>

beforeAll(async () => {
  stage = await openStage({
    scheduled: {},
    cancelled: {},
    once: { duplicateWindow: 'PT10M' },
    window: { duplicateWindow: isReal ? 'PT20S' : 'PT1S' },
    anything: {},
  })
})
afterAll(() => stage.close())

function open(queue: string) {
  const client = stage.client()
  return { client, sender: client.createSender(queue), receiver: client.createReceiver(queue) }
}

const inMs = (ms: number) => new Date(Date.now() + ms)

describe('a scheduled message', () => {
  it('comes at its time and not before, with a new sequence number', async () => {
    const { sender, receiver } = open(stage.queues.scheduled)
    const due = inMs(900)
    const [number] = await sender.scheduleMessages({ body: 'later', messageId: 'l' }, due)
    await sender.sendMessages({ body: 'sent', messageId: 's', scheduledEnqueueTimeUtc: due })
    await sender.sendMessages({ body: 'past', messageId: 'p', scheduledEnqueueTimeUtc: inMs(-1_000) })
    const past = await receiveOne(receiver)
    expect(past.body).toBe('past')
    await receiver.completeMessage(past)
    const messages = await receive(receiver, 2)
    expect(Date.now()).toBeGreaterThanOrEqual(due.getTime() - 20)
    expect(messages.map(({ body }) => body).sort()).toEqual(['later', 'sent'])
    for (const message of messages) {
      expect(message.sequenceNumber?.greaterThan(number ?? 0)).toBe(true)
      expect(message.enqueuedTimeUtc?.getTime()).toBeGreaterThanOrEqual(due.getTime() - 20)
      await receiver.completeMessage(message)
    }
  })

  it('can be cancelled once, before its time', async () => {
    const { sender, receiver } = open(stage.queues.cancelled)
    const numbers = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], inMs(60_000))
    expect(numbers).toHaveLength(2)
    expect(await receiver.peekMessages(5)).toHaveLength(2)
    await sender.cancelScheduledMessages(numbers)
    expect(await receiver.peekMessages(5)).toEqual([])
    await expect(sender.cancelScheduledMessages(numbers)).rejects.toMatchObject({ code: 'MessageNotFound' })
  })
})

describe('a queue with duplicate detection', () => {
  it('takes the same message id once: in batches, beside each other, completed or not', async () => {
    const { sender, receiver } = open(stage.queues.once)
    await Promise.all(Array.from({ length: 20 }, () => sender.sendMessages({ body: 'a', messageId: 'a' })))
    await sender.sendMessages(['a', 'b', 'b', 'c'].map((id) => ({ body: id, messageId: id })))
    const messages = await receive(receiver, 3)
    expect(messages.map(({ body }) => body)).toEqual(['a', 'b', 'c'])
    for (const message of messages) await receiver.completeMessage(message)
    await sender.sendMessages({ body: 'again', messageId: 'a' })
    expect(await receiver.peekMessages(5)).toEqual([])
  })

  it('counts scheduled messages too', async () => {
    const { sender, receiver } = open(stage.queues.once)
    await sender.scheduleMessages({ body: 1, messageId: 'once' }, inMs(60_000))
    await sender.sendMessages({ body: 2, messageId: 'once' })
    await sender.scheduleMessages({ body: 3, messageId: 'once' }, inMs(60_000))
    expect((await receiver.peekMessages(5)).map(({ body }) => body)).toEqual([1])
  })

  it('forgets after its window', { timeout: 60_000 }, async () => {
    const { sender, receiver } = open(stage.queues.window)
    await sender.sendMessages({ body: 1, messageId: 'w' })
    let seen = (await receiver.peekMessages(5)).length
    await sender.sendMessages({ body: 2, messageId: 'w' })
    await eventually(async () => {
      await sender.sendMessages({ body: 3, messageId: 'w' })
      seen += (await receiver.peekMessages(5)).length // Each peek goes on where the last one ended.
      return seen === 2
    }, 40_000)
    const bodies = (await receive(receiver, 2)).map(({ body }) => body)
    expect(bodies).toEqual([1, 3])
  })

  it('is the exception: without it every message counts', async () => {
    const { sender, receiver } = open(stage.queues.anything)
    await sender.sendMessages([1, 2].map((body) => ({ body, messageId: 'same' })))
    expect(await receiver.peekMessages(5)).toHaveLength(2)
  })
})
