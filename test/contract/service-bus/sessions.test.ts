import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onlyLocally, openStage, receive, receiveOne, type Stage } from './stage.ts'

type Names =
  | 'ordered'
  | 'taken'
  | 'waiting'
  | 'expiring'
  | 'renewed'
  | 'state'
  | 'closing'
  | 'dead'
  | 'plain'
  | 'many'
let stage: Stage<Names>

beforeAll(async () => {
  const sessions = true
  stage = await openStage({
    ordered: { sessions },
    taken: { sessions },
    waiting: { sessions },
    expiring: { sessions },
    renewed: { sessions },
    state: { sessions },
    closing: { sessions },
    dead: { sessions },
    many: { sessions },
    plain: {},
  })
})
afterAll(() => stage.close())

const noRenewal = { maxAutoLockRenewalDurationInMs: 0 }

function open(queue: string) {
  const client = stage.client({ retryOptions: { timeoutInMs: 3_000, maxRetries: 0 } })
  return { client, sender: client.createSender(queue) }
}

describe.concurrent('a session', () => {
  it('gives its messages to one receiver, in order, and no others', async () => {
    const { client, sender } = open(stage.queues.ordered)
    const sent = Array.from({ length: 20 }, (_, i) => ({ body: i, sessionId: i % 2 === 0 ? 'even' : 'odd' }))
    await sender.sendMessages(sent)
    const receiver = await client.acceptSession(stage.queues.ordered, 'odd')
    expect(receiver.sessionId).toBe('odd')
    expect(receiver.sessionLockedUntilUtc.getTime()).toBeGreaterThan(Date.now())
    const messages = await receive(receiver, 10)
    expect(messages.map(({ body }) => body)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19])
    expect(await receiver.receiveMessages(1, { maxWaitTimeInMs: 200 })).toEqual([])
    for (const message of messages) await receiver.completeMessage(message)
    expect((await receiver.peekMessages(20)).length).toBe(0)
    await receiver.close()
    const next = await client.acceptNextSession(stage.queues.ordered)
    expect(next.sessionId).toBe('even')
    expect((await next.peekMessages(20)).map(({ sessionId }) => sessionId)).toEqual(Array(10).fill('even'))
    await next.close()
  })

  it('cannot be accepted twice, and is free when its receiver closes', async () => {
    const { client } = open(stage.queues.taken)
    const receiver = await client.acceptSession(stage.queues.taken, 'one')
    await expect(client.acceptSession(stage.queues.taken, 'one')).rejects.toMatchObject({
      code: 'SessionCannotBeLocked',
    })
    await receiver.close()
    const again = await client.acceptSession(stage.queues.taken, 'one')
    await again.close()
  })

  it('is waited for: the next one that gets a message, or a timeout', async () => {
    const { client, sender } = open(stage.queues.waiting)
    await expect(client.acceptNextSession(stage.queues.waiting)).rejects.toMatchObject({
      code: 'ServiceTimeout',
    })
    const coming = client.acceptNextSession(stage.queues.waiting)
    await sleep(300)
    await sender.sendMessages({ body: 'x', sessionId: 'new' })
    const receiver = await coming
    expect(receiver.sessionId).toBe('new')
    await receiver.completeMessage(await receiveOne(receiver))
    await receiver.close()
  })

  it('is lost when its lock is not renewed; its messages come back counted', async () => {
    const { client, sender } = open(stage.queues.expiring)
    await sender.sendMessages({ body: 'x', sessionId: 's' })
    const receiver = await client.acceptSession(stage.queues.expiring, 's', noRenewal)
    const message = await receiveOne(receiver)
    await sleep(stage.lockDurationMs + 300)
    const lost = { code: 'SessionLockLost' }
    await expect(receiver.completeMessage(message)).rejects.toMatchObject(lost)
    await expect(receiver.renewSessionLock()).rejects.toMatchObject(lost)
    const again = await client.acceptSession(stage.queues.expiring, 's')
    const message2 = await receiveOne(again)
    expect(message2).toMatchObject({ body: 'x', deliveryCount: 1 })
    await again.completeMessage(message2)
    await again.close()
  })

  it('is kept by renewing, by hand or by the client', async () => {
    const { client, sender } = open(stage.queues.renewed)
    await sender.sendMessages([
      { body: 1, sessionId: 'hand' },
      { body: 2, sessionId: 'client' },
    ])
    const hand = await client.acceptSession(stage.queues.renewed, 'hand', noRenewal)
    const automatic = await client.acceptSession(stage.queues.renewed, 'client')
    const messages = [await receiveOne(hand), await receiveOne(automatic)] as const
    for (let round = 0; round < 3; round += 1) {
      await sleep(stage.lockDurationMs * 0.6)
      expect((await hand.renewSessionLock()).getTime()).toBeGreaterThan(Date.now())
    }
    await hand.completeMessage(messages[0])
    await automatic.completeMessage(messages[1])
    await hand.close()
    await automatic.close()
  })

  it('keeps a state without messages', async () => {
    const { client } = open(stage.queues.state)
    const receiver = await client.acceptSession(stage.queues.state, 's')
    expect(await receiver.getSessionState()).toBeNull()
    await receiver.setSessionState({ step: 3 })
    await receiver.close()
    const again = await client.acceptSession(stage.queues.state, 's')
    expect(await again.getSessionState()).toEqual({ step: 3 })
    await again.setSessionState(null)
    expect(await again.getSessionState()).toBeNull()
    await again.close()
  })

  it.skipIf(onlyLocally('it may keep the message hidden until its lock would have ended'))(
    'gives back at once and uncounted what its receiver did not settle before closing',
    async () => {
      const { client, sender } = open(stage.queues.closing)
      await sender.sendMessages({ body: 'x', sessionId: 's' })
      const receiver = await client.acceptSession(stage.queues.closing, 's')
      await receiveOne(receiver)
      await receiver.close()
      const again = await client.acceptSession(stage.queues.closing, 's')
      const message = await receiveOne(again)
      expect(message.deliveryCount).toBe(0)
      await again.completeMessage(message)
      await again.close()
    },
  )

  it('defers and dead-letters; its dead letters are a plain queue', async () => {
    const { client, sender } = open(stage.queues.dead)
    await sender.sendMessages(['deferred', 'dead'].map((body) => ({ body, sessionId: 's' })))
    const receiver = await client.acceptSession(stage.queues.dead, 's')
    const [deferred, dead] = await receive(receiver, 2)
    if (!deferred?.sequenceNumber || !dead) throw new Error('Two messages were expected.')
    await receiver.deferMessage(deferred)
    await receiver.deadLetterMessage(dead, { deadLetterReason: 'why', deadLetterErrorDescription: 'so' })
    const [aside] = await receiver.receiveDeferredMessages(deferred.sequenceNumber)
    if (!aside) throw new Error('The deferred message was expected.')
    expect(aside.deliveryCount).toBe(1)
    await receiver.completeMessage(aside)
    expect(await receiver.peekMessages(5)).toEqual([])
    await receiver.close()
    const deadLetters = client.createReceiver(stage.queues.dead, { subQueueType: 'deadLetter' })
    const letter = await receiveOne(deadLetters)
    expect(letter).toMatchObject({ body: 'dead', sessionId: 's', deadLetterReason: 'why' })
    await deadLetters.completeMessage(letter)
  })

  it('is one of many that a few workers share, each in its own order', async () => {
    const { client, sender } = open(stage.queues.many)
    const sessions = Array.from({ length: 10 }, (_, i) => `tenant-${i}`)
    for (let step = 0; step < 5; step += 1)
      await sender.sendMessages(sessions.map((sessionId) => ({ body: step, sessionId })))
    const seen = new Map<string, number[]>()
    const worker = async () => {
      for (;;) {
        const receiver = await client.acceptNextSession(stage.queues.many).catch(() => undefined)
        if (!receiver) return
        for (const message of await receive(receiver, 5)) {
          seen.set(receiver.sessionId, [...(seen.get(receiver.sessionId) ?? []), message.body])
          await receiver.completeMessage(message)
        }
        await receiver.close()
      }
    }
    await Promise.all([worker(), worker(), worker()])
    expect([...seen.keys()].sort()).toEqual(sessions)
    for (const steps of seen.values()) expect(steps).toEqual([0, 1, 2, 3, 4])
  })

  it('and a plain queue do not mix', async () => {
    const { client, sender } = open(stage.queues.ordered)
    await expect(sender.sendMessages({ body: 'no session' })).rejects.toThrow(/session/i)
    await expect(client.createReceiver(stage.queues.ordered).receiveMessages(1)).rejects.toThrow(/session/i)
    await expect(client.acceptSession(stage.queues.plain, 's')).rejects.toMatchObject({
      code: 'SessionCannotBeLocked',
    })
  })
})
