import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SettlementGate, settlementGate } from '#infra/messages/settlement-gate.ts'
import { openStage, receive, type Stage } from './service-bus/stage.ts'

/**
 * If the first test fails, the client library no longer mixes neighbouring outcomes: then the gate has no more reason,
 * and both may go.
 */
let stage: Stage<'direct' | 'gated' | 'gatedPairs' | 'reasons'>

beforeAll(async () => {
  stage = await openStage({ direct: {}, gated: {}, gatedPairs: {}, reasons: {} })
})
afterAll(() => stage.close())

const count = 1_000
const noGate: SettlementGate = (_, settle) => settle()
const isPoison = (n: number) => n % 10 === 3

it('without the gate the client library completes some messages that should be dead letters', async () => {
  const wrong = await settleInGroups(stage.queues.direct, 2, noGate)
  console.log(`Without the gate ${wrong} of ${count} settlements were wrong.`)
  expect(wrong).toBeGreaterThan(0)
})

it('with the gate every message ends where it was put', async () => {
  expect(await settleInGroups(stage.queues.gatedPairs, 2, settlementGate())).toBe(0)
  expect(await settleInGroups(stage.queues.gated, count, settlementGate())).toBe(0)
})

it('with the gate neighbours keep their own reasons and properties', async () => {
  const { sender, receiver, deadLetters } = open(stage.queues.reasons)
  const gate = settlementGate()
  await sender.sendMessages([1, 2, 3, 4].map((body) => ({ body })))
  const messages = await receive(receiver, 4)
  await Promise.all(
    messages.map((message) =>
      gate('deadLetter', () =>
        receiver.deadLetterMessage(message, {
          deadLetterReason: `reason ${message.body}`,
          deadLetterErrorDescription: '',
        }),
      ),
    ),
  )
  const letters = await receive(deadLetters, 4)
  expect(letters.map(({ deadLetterReason }) => deadLetterReason)).toEqual(
    [1, 2, 3, 4].map((n) => `reason ${n}`),
  )
})

it('hands on results and failures, and lets others pass', async () => {
  const gate = settlementGate()
  const order: string[] = []
  const settle = (name: string) => async () => {
    order.push(name)
    if (name === 'bad') throw new Error('lost')
    return name
  }
  const results = await Promise.allSettled([
    gate('complete', settle('a')),
    gate('abandon', settle('bad')),
    gate('complete', settle('b')),
  ])
  expect(order).toEqual(['a', 'b', 'bad'])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

/** Settles all messages, each group with one Promise.all, and counts those that did not end as asked. */
async function settleInGroups(queue: string, size: number, gate: SettlementGate): Promise<number> {
  const { sender, receiver, deadLetters } = open(queue)
  for (let start = 0; start < count; start += 250)
    await sender.sendMessages(Array.from({ length: 250 }, (_, i) => ({ body: start + i })))
  const messages = await receive(receiver, count)
  expect(messages).toHaveLength(count)
  for (let start = 0; start < count; start += size)
    await Promise.all(messages.slice(start, start + size).map((message) => settle(receiver, message, gate)))
  const dead = new Set<number>()
  for (let more = true; more; ) {
    const letters = await deadLetters.receiveMessages(count, { maxWaitTimeInMs: 300 })
    for (const { body } of letters) dead.add(body)
    more = letters.length > 0
  }
  return Array.from({ length: count }, (_, n) => n).filter((n) => isPoison(n) !== dead.has(n)).length
}

function settle(receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage, gate: SettlementGate) {
  return isPoison(message.body)
    ? gate('deadLetter', () => receiver.deadLetterMessage(message))
    : gate('complete', () => receiver.completeMessage(message))
}

function open(queue: string) {
  const client = stage.client()
  return {
    sender: client.createSender(queue),
    receiver: client.createReceiver(queue),
    deadLetters: client.createReceiver(queue, { subQueueType: 'deadLetter' }),
  }
}
