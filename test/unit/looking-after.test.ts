import { beforeEach, expect, test } from 'vitest'
import type { UserId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Operation, OperationKind } from '#core/operations/operation.ts'
import type { Call } from '#functions/door.ts'
import { opsDeadLettersDrop } from '#functions/http/ops-dead-letters-drop.ts'
import { holdersAmong } from '#functions/subscriptions.ts'
import { sweep } from '#functions/timers/sweeper.ts'
import { nudge, queueOf } from '#functions/workers/job-messages.ts'
import { anActive, anOperation, aTenant, guid, operationId, seatsOf, tenantId } from '../support/builders.ts'
import { type SimulatedWorld, simulatedWorld } from '../support/simulated-world.ts'

/** What the sweeper and the operators do for work that stands still. */

let cloud: SimulatedWorld
beforeEach(() => {
  cloud = simulatedWorld()
})

const stored = (number = 1) => cloud.documents.peek<Operation>(tenantId(1), operationId(number))

async function store(...operations: Operation[]): Promise<void> {
  await cloud.world.documents.commit(
    tenantId(1),
    operations.map((document) => ({ kind: 'create', document })),
  )
}

/** Lets the message of an operation fail until it is a dead letter, and gives its number. */
async function deadLetterOf(kind: OperationKind): Promise<string> {
  await nudge(cloud.world, stored() as Operation)
  for (let times = 0; times < 5; times += 1) {
    const delivery = cloud.messages.takeNext(queueOf[kind])
    if (delivery) cloud.messages.abandon(delivery)
  }
  const [letter] = await cloud.world.deadLetters.list(queueOf[kind], 1)
  return letter?.sequenceNumber ?? ''
}

async function drop(kind: OperationKind) {
  const body = { queue: queueOf[kind], sequenceNumber: await deadLetterOf(kind), reason: 'hopeless' }
  const caller = { tenantId: tenantId(9), userId: guid<UserId>(2, 9), claims: { name: 'Olga' } }
  return opsDeadLettersDrop.handle({ world: cloud.world, caller, body } as Call as never)
}

test('an export whose message is dropped has failed', async () => {
  await store(anOperation({ kind: 'exportUsers', targetSubscriptionId: null }))
  expect(await drop('exportUsers')).toMatchObject({ body: { operationStatus: 'Failed' } })
  expect(stored()?.state).toBe('Failed')
})

test('a dropped job ends, also when somebody marks it at that moment', async () => {
  const job = anOperation({ kind: 'cancel' })
  const source = anActive({ id: job.subscriptionId, operationId: job.id })
  await cloud.world.documents.commit(tenantId(1), [
    { kind: 'create', document: aTenant() },
    { kind: 'create', document: source },
    { kind: 'create', document: job },
  ])
  cloud.documents.faults.beforeCommit = async () => {
    cloud.documents.faults.beforeCommit = undefined
    await cloud.world.documents.commit(tenantId(1), [
      { kind: 'patch', id: job.id, set: { needsAttention: true }, add: { sequence: 1 } },
    ])
  }
  expect(await drop('cancel')).toMatchObject({ body: { operationStatus: 'Failed' } })
  expect(stored()?.state).toBe('Failed')
  expect(cloud.documents.peek(tenantId(1), source.id)).toMatchObject({ operationId: null })
})

test('a hundred operations that wait for a person do not hide the forgotten one', async () => {
  const waiting = Array.from({ length: 99 }, (_, n) =>
    anOperation({ id: operationId(n + 10), needsAttention: true }),
  )
  await store(...waiting)
  await store(anOperation({ id: operationId(5), needsAttention: true }), anOperation())
  cloud.advance(60_000)
  await sweep(cloud.world)
  const nudged = cloud.messages.pending().map(({ message }) => message.body)
  expect(nudged).toMatchObject([{ operationId: operationId(1) }])
})

test('an old dead letter does not mark an operation that is at work again', async () => {
  cloud.advance(60_000)
  await store(anOperation({ updatedAt: cloud.world.clock.now() as Instant }))
  await deadLetterOf('moveUsers')
  await sweep(cloud.world)
  expect(stored()?.needsAttention).toBe(false)
  cloud.advance(60_000)
  await sweep(cloud.world)
  expect(stored()?.needsAttention).toBe(true)
})

test('twenty thousand chosen users are not asked for in one query: it takes half a megabyte', async () => {
  const users = Array.from({ length: 20_000 }, (_, n) => guid<UserId>(2, n))
  const asked: number[] = []
  const { documents } = cloud.world
  const pages: typeof documents.pages = (tenant, query, size) => {
    asked.push(JSON.stringify(query).length)
    return documents.pages(tenant, query, size)
  }
  const subscription = anActive({ seats: seatsOf({ assigned: 20_000 }) })
  await holdersAmong({ ...cloud.world, documents: { ...documents, pages } }, subscription, users)
  expect(Math.max(...asked)).toBeLessThan(256 * 1024)
})
