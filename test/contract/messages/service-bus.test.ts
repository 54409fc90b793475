import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Unavailable, UnknownContinuation } from '#core/ports/failures.ts'
import type { DeadLetter, Message, QueueName } from '#core/ports/messages.ts'
import { maxDeliveryCount } from '#infra/messages/queue-facts.ts'
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { serviceBusDeadLetters } from '#infra/messages/service-bus-dead-letters.ts'
import { serviceBusMessages } from '#infra/messages/service-bus-messages.ts'
import { startServiceBus } from '#local/stand-ins/service-bus/service-bus.ts'

const lockDurationMs = 1_500
let port = 0
let client: ServiceBusClient
let messages: ReturnType<typeof serviceBusMessages>
let deadLetters: ReturnType<typeof serviceBusDeadLetters>
let stop: () => Promise<void>

beforeAll(async () => {
  const stateFolder = await mkdtemp(join(tmpdir(), 'seatwarden-messages-'))
  const bus = await startServiceBus({ port: 0, stateFolder, config: queues, lockDurationMs })
  port = bus.port
  const connectionString = connectionTo(port)
  client = new ServiceBusClient(connectionString)
  messages = serviceBusMessages({ connectionString })
  deadLetters = serviceBusDeadLetters({ connectionString })
  stop = async () => {
    await Promise.all([client.close(), messages.close(), deadLetters.close()])
    await bus.close()
    await rm(stateFolder, { recursive: true })
  }
})
afterAll(() => stop())

function connectionTo(at: number): string {
  return `Endpoint=sb://localhost:${at};SharedAccessKeyName=k;SharedAccessKey=k;UseDevelopmentEmulator=true`
}

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

/** Takes what is there, and lets `settle` decide about each. */
async function drain(
  queue: QueueName,
  settle: 'complete' | 'abandon' | 'deadLetter',
  waitMs = 200,
): Promise<ServiceBusReceivedMessage[]> {
  const receiver = client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 0 })
  const all: ServiceBusReceivedMessage[] = []
  for (;;) {
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: waitMs })
    if (!message) break
    all.push(message)
    if (settle === 'complete') await receiver.completeMessage(message)
    else if (settle === 'abandon') await receiver.abandonMessage(message)
    else
      await receiver.deadLetterMessage(message, {
        deadLetterReason: 'Poison',
        deadLetterErrorDescription: 'No.',
      })
  }
  await receiver.close()
  return all
}

async function dropAll(queue: QueueName): Promise<void> {
  for (const { sequenceNumber } of await letters(queue)) await deadLetters.drop(queue, sequenceNumber)
}

const letters = async (queue: QueueName) => (await deadLetters.page(queue, { size: 10 })).letters

test('a message arrives with its id, its content and its trace', async () => {
  await messages.send('move-users', { id: 'm1', body: { operationId: 'o1', n: [1, null, 'é'] }, traceparent })
  await messages.send('move-users', { id: 'm2', body: { kind: 'mail' } })
  const [first, second] = await drain('move-users', 'complete')
  expect(first).toMatchObject({
    messageId: 'm1',
    contentType: 'application/json',
    body: { operationId: 'o1', n: [1, null, 'é'] },
    applicationProperties: { 'Diagnostic-Id': traceparent, traceparent },
  })
  expect(second).toMatchObject({ messageId: 'm2', body: { kind: 'mail' } })
})

test('a body whose field would overwrite what the host says of the message does not compile', () => {
  // @ts-expect-error deliveryCount is the host's.
  const message: Message = { id: 'm3', body: { kind: 'mail', deliveryCount: 1 } }
  expect(message.body).toBeDefined()
})

test('the same id again within ten minutes is dropped', async () => {
  for (const n of [1, 2]) await messages.send('send-email', { id: 'twice', body: { n } })
  expect((await drain('send-email', 'complete')).map(({ body }) => body)).toEqual([{ n: 1 }])
})

test('a delayed message is not seen before its time', async () => {
  const sentAt = Date.now()
  await messages.send('export-users', { id: 'later', body: {} }, { delayMs: 700 })
  expect(await drain('export-users', 'complete', 100)).toEqual([])
  expect(await drain('export-users', 'complete', 2_000)).toHaveLength(1)
  expect(Date.now() - sentAt).toBeGreaterThanOrEqual(690)
})

test('a message that failed as often as its queue delivers one is listed with the reason, and comes again under another id', async () => {
  const sent = { id: 'op:1:0', body: { operationId: 'op', sequence: 1 }, traceparent }
  await messages.send('move-users', sent)
  expect(await drain('move-users', 'abandon')).toHaveLength(maxDeliveryCount)
  const [letter] = await letters('move-users')
  expect(letter).toMatchObject({
    queue: 'move-users',
    messageId: 'op:1:0',
    body: sent.body,
    reason: 'MaxDeliveryCountExceeded',
    deliveryCount: maxDeliveryCount,
  })
  expect(letter?.enqueuedAt).toMatch(/^\d{4}-.*Z$/)
  const number = letter?.sequenceNumber ?? ''
  expect(await deadLetters.resubmit('move-users', number, 'op:1:1')).toBe(true)
  expect(await letters('move-users')).toEqual([])
  const [again] = await drain('move-users', 'complete')
  expect(again).toMatchObject({ messageId: 'op:1:1', body: sent.body, deliveryCount: 0 })
  expect(again?.applicationProperties).toEqual({ 'Diagnostic-Id': traceparent, traceparent })
  expect(await deadLetters.resubmit('move-users', number, 'op:1:2')).toBe(false)
})

test('where the broker is told so, every queue gives up sooner', async () => {
  const stateFolder = await mkdtemp(join(tmpdir(), 'seatwarden-messages-'))
  const bus = await startServiceBus({ port: 0, stateFolder, config: queues, maxDeliveryCount: 2 })
  const other = new ServiceBusClient(connectionTo(bus.port))
  await other.createSender('move-users').sendMessages({ messageId: 'm', body: {} })
  const receiver = other.createReceiver('move-users')
  for (const deliveryCount of [0, 1]) {
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 2_000 })
    expect(message).toMatchObject({ deliveryCount })
    await receiver.abandonMessage(message as ServiceBusReceivedMessage)
  }
  const deadLetters = other.createReceiver('move-users', { subQueueType: 'deadLetter' })
  expect(await deadLetters.peekMessages(1)).toMatchObject([{ deliveryCount: 2 }])
  await other.close()
  await bus.close()
  await rm(stateFolder, { recursive: true })
})

test('the wanted one of several is taken out; the others stay, and stay available', async () => {
  const queue = 'cancel-with-email'
  for (const n of [0, 1, 2, 3, 4]) await messages.send(queue, { id: `c${n}`, body: { n } })
  await drain(queue, 'deadLetter')
  const listed = async () => (await letters(queue)).map(({ messageId }) => messageId)
  const numberOf = async (id: string) =>
    (await letters(queue)).find(({ messageId }) => messageId === id)?.sequenceNumber ?? ''
  expect(await deadLetters.resubmit(queue, await numberOf('c3'), 'c3-again')).toBe(true)
  expect(await deadLetters.drop(queue, await numberOf('c4'))).toBe(true)
  expect(await deadLetters.drop(queue, await numberOf('c0'))).toBe(true)
  expect(await listed()).toEqual(['c1', 'c2'])
  expect(await deadLetters.drop(queue, '999999')).toBe(false)
  expect((await drain(queue, 'complete')).map(({ messageId }) => messageId)).toEqual(['c3-again'])
  expect(await deadLetters.drop(queue, await numberOf('c2'))).toBe(true)
  expect(await deadLetters.drop(queue, await numberOf('c1'))).toBe(true)
})

test('in pages of any size every dead letter comes once, oldest first', async () => {
  const queue = 'cancel-with-email'
  const sent = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5']
  for (const id of sent) await messages.send(queue, { id, body: {} })
  await drain(queue, 'deadLetter')
  const inOnePage = await deadLetters.page(queue, { size: sent.length })
  expect(inOnePage.letters.map(({ messageId }) => messageId)).toEqual(sent)
  expect(inOnePage.continuation).toBeUndefined()
  for (const size of [1, 2, 4]) {
    const pages: DeadLetter[][] = []
    let continuation: string | undefined
    do {
      const from = continuation === undefined ? { size } : { size, continuation }
      const page = await deadLetters.page(queue, from)
      pages.push([...page.letters])
      continuation = page.continuation
    } while (continuation !== undefined)
    expect(pages.flat()).toEqual(inOnePage.letters)
    expect(pages.map(({ length }) => length)).toEqual(
      pages.map((_, n) => Math.min(size, sent.length - n * size)),
    )
  }
  await dropAll(queue)
})

test('the next page goes on where the one before ended, whatever was dropped meanwhile', async () => {
  const queue = 'cancel-with-email'
  for (const id of ['g0', 'g1', 'g2', 'g3']) await messages.send(queue, { id, body: {} })
  await drain(queue, 'deadLetter')
  const first = await deadLetters.page(queue, { size: 2 })
  const [, , third] = await letters(queue)
  for (const gone of [...first.letters, third]) {
    expect(await deadLetters.drop(queue, gone?.sequenceNumber ?? '')).toBe(true)
  }
  const rest = await deadLetters.page(queue, { size: 2, continuation: first.continuation ?? '' })
  expect(rest.letters.map(({ messageId }) => messageId)).toEqual(['g3'])
  expect(rest.continuation).toBeUndefined()
  await dropAll(queue)
})

test('the 101st dead letter is on the second page of a hundred', async () => {
  const queue = 'cancel-with-email'
  const receiver = client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 0 })
  const sent = Array.from({ length: 101 }, (_, n) => `h${n}`)
  await Promise.all(sent.map((id) => messages.send(queue, { id, body: {} })))
  for (let left = sent.length; left > 0; ) {
    const some = await receiver.receiveMessages(left, { maxWaitTimeInMs: 500 })
    await Promise.all(some.map((message) => receiver.deadLetterMessage(message)))
    left -= some.length
  }
  await receiver.close()
  const first = await deadLetters.page(queue, { size: 100 })
  const second = await deadLetters.page(queue, { size: 100, continuation: first.continuation ?? '' })
  expect([first.letters.length, second.letters.length, second.continuation]).toEqual([100, 1, undefined])
  const all = [...first.letters, ...second.letters].map(({ messageId }) => messageId)
  expect(new Set(all)).toEqual(new Set(sent))
  for (const { sequenceNumber } of [...first.letters, ...second.letters]) {
    await deadLetters.drop(queue, sequenceNumber)
  }
})

test('a continuation that no page gave is told apart from a failure', async () => {
  for (const continuation of ['', 'x', '-1', '1.5', '1'.repeat(20)]) {
    const page = deadLetters.page('cancel-with-email', { size: 1, continuation })
    await expect(page, continuation).rejects.toThrow(UnknownContinuation)
  }
})

test('one dead letter is found by its number, and only while it is there', async () => {
  const queue = 'cancel-with-email'
  for (const id of ['f0', 'f1', 'f2']) await messages.send(queue, { id, body: { id } })
  await drain(queue, 'deadLetter')
  const all = await letters(queue)
  for (const letter of all) expect(await deadLetters.find(queue, letter.sequenceNumber)).toEqual(letter)
  const [first, second, last] = all.map(({ sequenceNumber }) => sequenceNumber)
  // Looking locks nothing: it can be taken at once.
  expect(await deadLetters.drop(queue, second ?? '')).toBe(true)
  expect(await deadLetters.find(queue, second ?? '')).toBeUndefined()
  expect(await deadLetters.find(queue, String(Number(last) + 1))).toBeUndefined()
  // The largest number that a caller can send is larger than any that the broker has room for.
  expect(await deadLetters.find(queue, '9'.repeat(19))).toBeUndefined()
  expect(await deadLetters.find('export-users', first ?? '')).toBeUndefined()
  await dropAll(queue)
})

test('a dead letter that is no JSON is shown as text and comes again byte for byte', async () => {
  const sender = client.createSender('export-users')
  const body = Buffer.from('{"operationId": "o1"', 'utf8')
  await sender.sendMessages({ messageId: 'poison', body })
  await sender.close()
  await drain('export-users', 'deadLetter')
  const [letter] = await letters('export-users')
  expect(letter).toMatchObject({ body: '{"operationId": "o1"', reason: 'Poison', description: 'No.' })
  await deadLetters.resubmit('export-users', letter?.sequenceNumber ?? '', 'poison-2')
  const [again] = await drain('export-users', 'complete')
  expect(Buffer.from(again?.body).equals(body)).toBe(true)
})

test('a dead letter whose copy could not be sent stays, and stays available', async () => {
  await messages.send('send-email', { id: 'kept', body: {} })
  await drain('send-email', 'deadLetter')
  const [letter] = await letters('send-email')
  const number = letter?.sequenceNumber ?? ''
  const longerThanAllowed = 'x'.repeat(200)
  await expect(deadLetters.resubmit('send-email', number, longerThanAllowed)).rejects.toThrow('128')
  const other = client.createReceiver('send-email', { subQueueType: 'deadLetter' })
  const [atOnce] = await other.receiveMessages(1, { maxWaitTimeInMs: lockDurationMs / 3 })
  expect(atOnce?.messageId).toBe('kept')
  if (atOnce) await other.abandonMessage(atOnce)
  await other.close()
  expect(await deadLetters.resubmit('send-email', number, 'kept-2')).toBe(true)
  expect(await drain('send-email', 'complete')).toHaveLength(1)
})

test('a dead letter that somebody else holds is not lost: its resubmission says to try again', async () => {
  await messages.send('send-email', { id: 'held', body: {} })
  await drain('send-email', 'deadLetter')
  const [letter] = await letters('send-email')
  const other = client.createReceiver('send-email', { subQueueType: 'deadLetter' })
  const [held] = await other.receiveMessages(1)
  const number = letter?.sequenceNumber ?? ''
  await expect(deadLetters.resubmit('send-email', number, 'held-2')).rejects.toThrow(Unavailable)
  if (held) await other.abandonMessage(held)
  await other.close()
  expect(await deadLetters.drop('send-email', number)).toBe(true)
})

test('queues are counted: what waits for a worker and what is dead', async () => {
  await messages.send('move-users', { id: 'n1', body: {} })
  await messages.send('move-users', { id: 'n2', body: {} }, { delayMs: 60_000 })
  await messages.send('cancel-with-email', { id: 'n3', body: {} })
  await drain('cancel-with-email', 'deadLetter')
  const counts = await deadLetters.counts()
  expect(Math.abs(Date.parse(counts[0]?.oldestAt ?? '') - Date.now())).toBeLessThan(5_000)
  expect(counts).toEqual([
    { queue: 'move-users', active: 1, deadLettered: 0, atLeast: false, oldestAt: expect.any(String) },
    { queue: 'cancel-with-email', active: 0, deadLettered: 1, atLeast: false },
    { queue: 'send-email', active: 0, deadLettered: 0, atLeast: false },
    { queue: 'export-users', active: 0, deadLettered: 0, atLeast: false },
    { queue: 'renew-subscriptions', active: 0, deadLettered: 0, atLeast: false },
  ])
})

test('a broker that is not there is unavailable; a queue that does not exist is our mistake', async () => {
  const nowhere = serviceBusMessages({ connectionString: connectionTo(1) })
  await expect(nowhere.send('move-users', { id: 'x', body: {} })).rejects.toThrow(Unavailable)
  await nowhere.close()
  const wrong = await messages
    .send('no-such-queue' as QueueName, { id: 'x', body: {} })
    .catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(Error)
  expect(wrong).not.toBeInstanceOf(Unavailable)
})

// The last one: it leaves its letters behind.
test('a dead letter behind more of them than one receiver can hold is dropped, and the others stay', async () => {
  const queue = 'export-users'
  const count = 2_100
  const sender = client.createSender(queue)
  for (let from = 0; from < count; from += 700)
    await sender.sendMessages(
      Array.from({ length: 700 }, (_, n) => ({ messageId: `k${from + n}`, body: {} })),
    )
  await sender.close()
  const receiver = client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 0 })
  for (let left = count; left > 0; ) {
    const some = await receiver.receiveMessages(Math.min(left, 200), { maxWaitTimeInMs: 500 })
    await Promise.all(some.map((message) => receiver.deadLetterMessage(message)))
    left -= some.length
  }
  await receiver.close()
  const all: string[] = []
  let continuation: string | undefined
  do {
    const from = continuation === undefined ? {} : { continuation }
    const page = await deadLetters.page(queue, { size: 1_000, ...from })
    all.push(...page.letters.map(({ sequenceNumber }) => sequenceNumber))
    continuation = page.continuation
  } while (continuation !== undefined)
  expect(all).toHaveLength(count)
  const [first = '', last = ''] = [all[0], all.at(-1)]
  expect(await deadLetters.drop(queue, last)).toBe(true)
  expect(await deadLetters.find(queue, last)).toBeUndefined()
  // Given back at once, not only when their locks end.
  expect(await deadLetters.drop(queue, first)).toBe(true)
  const row = (await deadLetters.counts()).find((one) => one.queue === queue)
  expect(row).toMatchObject({ deadLettered: 1_000, atLeast: true })
}, 30_000)
