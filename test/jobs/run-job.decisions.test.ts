import { beforeEach, describe, expect, test } from 'vitest'
import type { Operation } from '#core/documents.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { wakeUp } from '#functions/jobs/message.ts'
import { cancelJob } from '#functions/take-over/jobs.ts'
import { aCancel, anActive, aTenant, operationId, tenantId } from '../support/builders.ts'
import { type SimulatedServices, simulatedServices } from '../support/simulated/services.ts'

const queue = 'cancel-with-email'

let cloud: SimulatedServices
beforeEach(() => begin())

async function begin(settings: Partial<SimulatedServices['services']['settings']> = {}): Promise<void> {
  cloud = simulatedServices({ settings })
  const operation = aCancel({ traceparent: '00-trace' })
  await cloud.services.documents.commit(tenantId(1), [
    { kind: 'create', document: aTenant() },
    { kind: 'create', document: anActive({ operationId: operation.id }) },
    { kind: 'create', document: operation },
  ])
  await wakeUp(cloud.services, operation)
}

const operation = () => cloud.documents.peek<Operation>(tenantId(1), operationId(1))
const deadLetters = async () => (await cloud.services.deadLetters.page(queue, { size: 10 })).letters
const down = async () => {
  throw new Unavailable('down')
}

/** So many reads come from a replica that has not got the operation yet. */
function readTooEarly(times: number) {
  const { documents, services } = cloud
  const now = services.documents
  const read: typeof now.read = (tenant, id) => (times-- > 0 ? documents.asOf(0) : now).read(tenant, id)
  cloud = { ...cloud, services: { ...services, documents: { ...now, read } } }
}

/** Hands out what is waiting, like the host: what throws is given back at once. Undefined when nothing is waiting. */
async function workOnce(): Promise<'completed' | 'abandoned' | undefined> {
  const delivery = cloud.messages.takeNext(queue)
  if (!delivery) return undefined
  try {
    await cancelJob.handle(cloud.services, queue, delivery.message.body, delivery.deliveryCount)
    cloud.messages.complete(delivery)
    return 'completed'
  } catch {
    cloud.messages.abandon(delivery)
    return 'abandoned'
  }
}

async function workUntilNothingWaits(): Promise<number> {
  for (let runs = 0; ; ) {
    if (await workOnce()) runs += 1
    else if (cloud.messages.pending().length === 0) return runs
    else cloud.advance(60_000)
  }
}

test('a store that is away for a while costs waiting, not a dead letter', async () => {
  cloud.documents.faults.beforeRead = down
  for (let times = 0; times < 4; times += 1) {
    expect(await workOnce()).toBe('completed')
    cloud.advance(60_000)
  }
  expect(cloud.messages.pending()).toHaveLength(1)
  cloud.documents.faults.beforeRead = undefined
  await workUntilNothingWaits()
  expect(operation()).toMatchObject({ state: 'Succeeded', needsAttention: false })
  expect(cloud.documents.peek<Subscription>(tenantId(1), operation()?.subscriptionId ?? '')).toMatchObject({
    state: 'deleted',
  })
  expect(await deadLetters()).toEqual([])
})

test('after ten tries the operation is marked and its message is a dead letter; resubmitted, it begins anew', async () => {
  // Only the steps of the job fail: they say who took them.
  cloud.documents.faults.beforeCommit = async (_tenant, writes) => {
    if (writes.some((write) => write.kind === 'patch' && write.set?.['lastStep']))
      throw new Unavailable('down')
  }
  expect(await workUntilNothingWaits()).toBe(15)
  expect(operation()).toMatchObject({ state: 'Running', needsAttention: true })
  const [letter] = await deadLetters()
  expect(letter).toMatchObject({ body: { attempt: 10 } })

  await cloud.services.deadLetters.resubmit(queue, letter?.sequenceNumber ?? '', 'again')
  expect(await workOnce()).toBe('completed')
  cloud.documents.faults.beforeCommit = undefined
  await workUntilNothingWaits()
  expect(operation()).toMatchObject({ state: 'Succeeded', needsAttention: false })
})

test('a message that lies about an operation does not swallow its wake-up messages while the store is away', async () => {
  cloud.documents.faults.beforeRead = down
  const [genuine] = cloud.messages.pending()
  const body = { ...(genuine?.message.body as object), tenantId: tenantId(2) }
  await cancelJob.handle(cloud.services, queue, body, 1)
  expect(await workOnce()).toBe('completed')
  expect(cloud.messages.pending()).toHaveLength(2)
})

describe.each([5, 10])('where a queue delivers a message %i times', (deliveriesMax) => {
  beforeEach(() => begin({ deliveriesMax }))

  test('one that arrives before its operation can be seen is given four seconds, and ends well', async () => {
    // Each delivery asks for the operation, then for the tenant.
    readTooEarly(2 * (deliveriesMax - 1))
    const sentAt = toMilliseconds(cloud.services.clock.now())
    for (let times = 1; times < deliveriesMax; times += 1) expect(await workOnce()).toBe('abandoned')
    const waited = toMilliseconds(cloud.services.clock.now()) - sentAt
    expect([waited >= 4_000, waited < 4_010]).toEqual([true, true])
    expect(await workOnce()).toBe('completed')
    expect(operation()).toMatchObject({ state: 'Succeeded' })
    expect(await deadLetters()).toEqual([])
  })

  test('a fault of ours calls for attention on the last delivery, and on none before', async () => {
    cloud.documents.faults.beforeCommit = async (_tenant, writes) => {
      if (writes.some((write) => write.kind === 'patch' && write.set?.['lastStep'])) throw new Error('ours')
    }
    for (let times = 1; times < deliveriesMax; times += 1) {
      expect(await workOnce()).toBe('abandoned')
      expect(operation()).toMatchObject({ needsAttention: false })
    }
    expect(await workOnce()).toBe('abandoned')
    expect(operation()).toMatchObject({ needsAttention: true })
    expect(await deadLetters()).toMatchObject([{ deliveryCount: deliveriesMax }])
    expect(await workOnce()).toBeUndefined()
  })
})

test('one that also meets a store that is away comes again later, not at once', async () => {
  const { services } = cloud
  readTooEarly(2)
  cloud.documents.faults.beforeRead = async () => {
    cloud.documents.faults.beforeRead = undefined
    throw new Unavailable('busy', { retryAfterMs: 3_000 })
  }
  expect(await workOnce()).toBe('completed')
  expect(await workOnce()).toBeUndefined()
  cloud.advance(3_000)
  expect(await workOnce()).toBe('completed')
  expect(services.clock.now()).toBe(operation()?.completedAt)
  expect(await deadLetters()).toEqual([])
})

test('a job that the store refuses goes slower in that organisation from then on', async () => {
  const slowed: string[] = []
  const throttle = { ...cloud.services.throttle, slowDown: (tenant: string) => slowed.push(tenant) }
  cloud = { ...cloud, services: { ...cloud.services, throttle } }
  cloud.documents.faults.beforeRead = down
  expect(await workOnce()).toBe('completed')
  expect(slowed).toEqual([tenantId(1)])
  cloud.documents.faults.beforeRead = undefined
  cloud.advance(60_000)
  expect(await workOnce()).toBe('completed')
  expect(slowed).toHaveLength(1)
})
