import { setTimeout as wait } from 'node:timers/promises'
import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type RunningBus, runBus } from './run-bus.ts'
import { eventually, killAllHosts, type RunningHost, runHost } from './run-host.ts'

const lockMs = 2_000
const names = ['happy', 'failing', 'killed', 'mixed', 'few', 'long', 'cut', 'stopping', 'unsettled', 'idle']

let bus: RunningBus
let client: ServiceBusClient

beforeAll(async () => {
  bus = await runBus(names, lockMs)
  client = new ServiceBusClient(bus.connectionString, { retryOptions: { timeoutInMs: 10_000 } })
})
// Every host also listens to "unsettled", and two hosts on one queue would share its messages.
afterEach(killAllHosts)
afterAll(async () => {
  await client.close()
  await bus.kill()
})

interface Delivery {
  readonly name: string
  readonly job: unknown
  readonly metadata: Record<string, unknown> & { readonly messageId: string; readonly deliveryCount: number }
  readonly trace: { readonly traceParent: string }
  readonly atOnce: number
}

const host = (queue: string, serviceBus: object = {}) =>
  runHost('queue-app', {
    settings: { BUS: bus.connectionString, QUEUE: queue },
    hostJsonContent: { extensions: { serviceBus } },
  })

async function send(queue: string, ...messages: ServiceBusMessage[]): Promise<void> {
  const sender = client.createSender(queue)
  await sender.sendMessages(messages)
  await sender.close()
}

function deliveries(running: RunningHost): Delivery[] {
  return running
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith('delivery '))
    .map((line) => JSON.parse(line.slice('delivery '.length)) as Delivery)
}

async function deadLetters(queue: string, count: number) {
  const receiver = client.createReceiver(queue, {
    subQueueType: 'deadLetter',
    receiveMode: 'receiveAndDelete',
  })
  const messages = await receiver.receiveMessages(count, { maxWaitTimeInMs: 5_000 })
  await receiver.close()
  return messages
}

async function left(queue: string): Promise<number> {
  const receiver = client.createReceiver(queue)
  const messages = await receiver.peekMessages(1_000)
  await receiver.close()
  return messages.length
}

test('a message reaches its function once, with its body, metadata and trace', async () => {
  const running = await host('happy')
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await send('happy', {
    body: { seats: 5, name: 'Łukasz' },
    messageId: 'first',
    correlationId: 'operation-1',
    subject: 'greeting',
    applicationProperties: { TenantId: 't1', plain: 1, 'Diagnostic-Id': traceparent },
  })
  await eventually(() => running.stdout().includes('done first') || undefined)
  const [delivery] = deliveries(running)
  expect(delivery).toMatchObject({
    name: 'work',
    job: { seats: 5, name: 'Łukasz' },
    trace: { traceParent: traceparent },
    metadata: {
      messageId: 'first',
      deliveryCount: 1,
      sequenceNumber: 1,
      correlationId: 'operation-1',
      subject: 'greeting',
      label: 'greeting',
      applicationProperties: { tenantId: 't1', plain: 1, 'diagnostic-Id': traceparent },
      userProperties: { tenantId: 't1', plain: 1, 'diagnostic-Id': traceparent },
    },
  })
  expect(delivery?.metadata['lockToken']).toMatch(/^[\da-f-]{36}$/)
  const metadata: Record<string, unknown> = { ...delivery?.metadata }
  const { enqueuedTimeUtc, enqueuedTime, expiresAtUtc, expiresAt } = metadata
  const withoutZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*[1-9])?$/
  expect(enqueuedTimeUtc).toMatch(withoutZone)
  expect(expiresAtUtc).toMatch(withoutZone)
  expect([enqueuedTime, expiresAt]).toEqual([`${enqueuedTimeUtc}+00:00`, `${expiresAtUtc}+00:00`])
  expect(Date.parse(`${enqueuedTimeUtc}Z`)).toBeGreaterThan(Date.now() - 60_000)
  await eventually(async () => (await left('happy')) === 0 || undefined)
  await wait(lockMs)
  expect(deliveries(running)).toHaveLength(1)
})

test('top-level fields of the body stand in the metadata, in the place of what has their name', async () => {
  const running = await host('idle')
  const body = {
    deliveryCount: 7,
    MESSAGEID: 'mine',
    correlationId: null,
    subject: ['not', 'this'],
    To: { nested: { Field: 1 } },
    seats: 2.5,
    wanted: true,
    at: '2026-11-21T10:00:00.123+01:00',
    day: '2026-11-21',
    Text: '{"a":1}',
    ['__proto__']: 'x',
  }
  const message = { messageId: 'theirs', correlationId: 'c', subject: 's', to: 't' }
  await send('idle', { ...message, body })
  await eventually(() => deliveries(running).length === 1 || undefined)
  const [delivery] = deliveries(running)
  expect(delivery?.job).toMatchObject({ deliveryCount: 7, at: body.at })
  expect(delivery?.metadata).toMatchObject({
    deliveryCount: 7,
    messageId: 'mine',
    correlationId: 'c',
    subject: 's',
    to: { nested: { field: 1 } },
    seats: 2.5,
    wanted: 'True',
    at: '11/21/2026 09:00:00',
    day: '2026-11-21',
    text: { a: 1 },
  })
})

test('a list is a body without fields', async () => {
  const running = await host('idle')
  await send('idle', { body: [{ deliveryCount: 7 }], messageId: 'list' })
  await eventually(() => deliveries(running).length === 1 || undefined)
  expect(deliveries(running)[0]?.metadata).toMatchObject({ deliveryCount: 1, messageId: 'list' })
})

test('a body that is not JSON reaches the function as a text', async () => {
  const running = await host('idle')
  await send(
    'idle',
    { body: Buffer.from('{"half": '), messageId: 'a' },
    { body: Buffer.from('zażółć'), messageId: 'b' },
  )
  await eventually(() => deliveries(running).length === 2 || undefined)
  expect(
    deliveries(running)
      .map(({ job }) => job)
      .sort(),
  ).toEqual(['zażółć', '{"half": '])
})

test('a function that throws gets the message again, and it ends as a dead letter', async () => {
  const running = await host('failing')
  await send('failing', { body: { act: 'throw' }, messageId: 'poison' })
  const [dead] = await deadLetters('failing', 1)
  expect(dead).toMatchObject({ messageId: 'poison', deadLetterReason: 'MaxDeliveryCountExceeded' })
  expect(deliveries(running).map(({ metadata }) => metadata.deliveryCount)).toEqual([1, 2, 3])
  await eventually(
    () => running.stderr().split('"work" failed: Error: the job failed').length === 4 || undefined,
  )
})

test('a message whose host was killed in the middle goes to the next host after its lock', async () => {
  const first = await host('killed')
  await send('killed', { body: { waitMs: 60_000 }, messageId: 'half' })
  await eventually(() => deliveries(first).length === 1 || undefined)
  await first.kill()
  const second = await host('killed')
  await eventually(() => deliveries(second).length === 1 || undefined)
  expect(deliveries(second)[0]?.metadata).toMatchObject({ messageId: 'half', deliveryCount: 2 })
})

test('a success and a failure at the same moment are settled each in its own way', async () => {
  const running = await host('mixed')
  // Only neighbours are at risk, and only in one order, so each pair travels, and ends, on its own.
  for (let pair = 0; pair < 30; pair++) {
    const [good, bad] = [`good-${pair}`, `bad-${pair}`]
    const both = [
      { body: { meet: true }, messageId: good },
      { body: { meet: true, act: 'throwOnce' }, messageId: bad },
    ]
    await send('mixed', ...(pair % 2 === 0 ? both : both.reverse()))
    await eventually(() => running.stdout().includes(`done ${bad}\n`) || undefined, 5_000)
  }
  expect(deliveries(running)).toHaveLength(90)
  await eventually(async () => (await left('mixed')) === 0 || undefined)
})

test('no more messages run at once than maxConcurrentCalls, whatever is prefetched', async () => {
  const running = await host('few', { maxConcurrentCalls: 2, prefetchCount: 10 })
  await send(
    'few',
    ...Array.from({ length: 8 }, (_, index) => ({ body: { waitMs: 50 }, messageId: `${index}x` })),
  )
  await eventually(() => running.stdout().split('\ndone ').length === 9 || undefined)
  expect(Math.max(...deliveries(running).map(({ atOnce }) => atOnce))).toBe(2)
})

test('a function that takes longer than the lock keeps its message, unless renewal is off', async () => {
  const running = await host('long')
  await send('long', { body: { waitMs: 2 * lockMs + 500 }, messageId: 'kept' })
  await eventually(() => running.stdout().includes('done kept') || undefined)
  expect(await running.stop()).toBe(0)
  expect(deliveries(running)).toHaveLength(1)
  expect(await left('long')).toBe(0)

  const forgetful = await host('long', { maxAutoLockRenewalDuration: '00:00:00' })
  await send('long', { body: { waitMs: lockMs + 1_000 }, messageId: 'lost' })
  await eventually(() => deliveries(forgetful).length >= 2 || undefined)
  expect(deliveries(forgetful)[1]?.metadata.deliveryCount).toBe(2)
})

test('with autoCompleteMessages off nothing is completed', async () => {
  const running = await host('idle')
  await send('unsettled', { body: {}, messageId: 'again' })
  // It comes again, on a busy machine more often than is heard of, and is still there.
  await eventually(() => deliveries(running).some(({ metadata }) => metadata.deliveryCount > 1) || undefined)
  expect(await left('unsettled')).toBe(1)
})

test('a host that is stopped lets its messages finish', async () => {
  const running = await host('stopping')
  await send('stopping', { body: { waitMs: 800 }, messageId: 'last' })
  await eventually(() => deliveries(running).length === 1 || undefined)
  expect(await running.stop()).toBe(0)
  expect(running.stdout()).toContain('done last')
  expect(await left('stopping')).toBe(0)
})

test('a broker that was killed and started again is found within two seconds', async () => {
  const running = await host('cut')
  for (const round of ['one', 'two', 'three']) {
    await send('cut', { body: {}, messageId: `before-${round}` })
    await eventually(() => running.stdout().includes(`done before-${round}`) || undefined)
    await bus.kill()
    await wait(300)
    await bus.restart()
    const back = Date.now()
    const own = new ServiceBusClient(bus.connectionString)
    await own.createSender('cut').sendMessages({ body: {}, messageId: `after-${round}` })
    await eventually(() => running.stdout().includes(`done after-${round}`) || undefined)
    expect(Date.now() - back).toBeLessThan(2_000)
    await own.close()
  }
})

test('a host may start before its broker', async () => {
  await bus.kill()
  const running = await host('happy')
  await wait(500)
  await bus.restart()
  await send('happy', { body: {}, messageId: 'late' })
  await eventually(() => running.stdout().includes('done late') || undefined)
  expect(running.stderr()).toContain('Queue "happy": receiving failed, trying again')
  expect(await running.stop()).toBe(0)
})
