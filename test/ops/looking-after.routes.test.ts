import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Document, Operation } from '#core/documents.ts'
import type { UserId } from '#core/kernel/ids.ts'
import type { Write } from '#core/ports/documents.ts'
import type { Answer } from '#functions/http/reply.ts'
import { wakeUp } from '#functions/jobs/message.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { holdersAmong } from '#functions/seats/holders.ts'
import {
  aCancel,
  aMove,
  anActive,
  anExport,
  aTenant,
  guid,
  operationId,
  seatsOf,
  subscriptionId,
  tenantId,
  userId,
} from '../support/builders.ts'
import { askRoute } from '../support/simulated/ask.ts'
import { type SimulatedServices, simulatedServices } from '../support/simulated/services.ts'
import { operatorsTenantId, tokenOf } from '../support/simulated/tokens.ts'

/** What the sweeper and the operators do for work that stands still. */

let cloud: SimulatedServices
beforeEach(() => {
  cloud = simulatedServices()
})

const stored = (number = 1) => cloud.documents.peek<Operation>(tenantId(1), operationId(number))
const longAgo = () => cloud.advance(60_000)

async function store(...documents: Document[]): Promise<void> {
  for (let from = 0; from < documents.length; from += 100) {
    const some = documents.slice(from, from + 100)
    await cloud.services.documents.commit(
      tenantId(1),
      some.map((document) => ({ kind: 'create', document })),
    )
  }
}

/** Lets the message of an operation fail until it is a dead letter, and gives its number. */
async function deadLetterOf(operation: Operation): Promise<string> {
  const queue = cloud.services.jobs.queueOf(operation.kind)
  await wakeUp(cloud.services, operation)
  for (let times = 0; times < 5; times += 1) {
    const delivery = cloud.messages.takeNext(queue)
    if (delivery) cloud.messages.abandon(delivery)
  }
  const { letters } = await cloud.services.deadLetters.page(queue, { size: 200 })
  const letter = letters.find(({ body }) => (body as { operationId: string }).operationId === operation.id)
  return letter?.sequenceNumber ?? ''
}

const token = tokenOf({
  tenantId: operatorsTenantId,
  objectId: userId(9),
  name: 'Olga',
  appRoles: ['Ops.Manage'],
})

const ask = async (route: string, asked: object) =>
  (await askRoute(cloud.services, route, { token, ...asked })) as Answer & { readonly body: object }

async function drop(operation: Operation, sequenceNumber: string) {
  const queue = cloud.services.jobs.queueOf(operation.kind)
  return ask('ops-dead-letters-drop', { body: { queue, sequenceNumber, reason: 'hopeless' } })
}

async function listedLetters() {
  const { body } = await ask('ops-dead-letters-list', {})
  return (body as { value: Record<string, unknown>[] }).value
}

describe('B16 dropping a dead letter', () => {
  const job = aMove({ sequence: 3, reserved: 2, progress: { total: 5, succeeded: 3, skipped: 0, failed: 0 } })
  const source = anActive({ id: job.subscriptionId, operationId: job.id, seats: seatsOf({ assigned: 2 }) })
  const target = anActive({
    id: job.targetSubscriptionId,
    channel: 'central',
    seats: seatsOf({ assigned: 3, reserved: 2 }),
  })
  const sourceNow = () => cloud.documents.peek(tenantId(1), source.id)
  const targetNow = () => cloud.documents.peek(tenantId(1), target.id)

  /** A job whose message for its third step is a dead letter. */
  async function jobWithLetter(over: Partial<typeof job> = {}, letterOf: Operation = job): Promise<string> {
    await store(aTenant(), source, target, { ...job, ...over })
    return deadLetterOf(letterOf)
  }
  const failed = { operationId: job.id, operationStatus: 'Failed' }
  const goesOn = { operationId: job.id, operationStatus: 'Running' }

  /** Every way that an operation and its dead letter may stand to each other, and what comes of dropping it. */
  test.each([
    ['fails an operation that waits for a person', { needsAttention: true, sequence: 4 }, true, true],
    ['fails one that was marked a moment ago', { needsAttention: true, sequence: 4 }, false, true],
    ['fails one that nobody has touched for long at the step that the dead letter asks for', {}, true, true],
    ['lets one go on that was touched a moment ago', {}, false, false],
    ['lets one go on that has got further since', { sequence: 4 }, true, false],
  ] as const)('%s', async (_, over, old, fails) => {
    const sequenceNumber = await jobWithLetter(over)
    if (old) longAgo()
    expect(await listedLetters()).toMatchObject([{ operationId: job.id, dropFailsOperation: fails }])
    const before = stored()

    const reply = await drop(job, sequenceNumber)

    expect(reply).toMatchObject({ status: 200, body: fails ? failed : goesOn })
    expect(await listedLetters()).toEqual([])
    expect(sourceNow()).toMatchObject({ state: 'active', operationId: fails ? null : job.id })
    expect(targetNow()).toMatchObject({
      seats: fails
        ? { total: 5, assigned: 3, reserved: 0, available: 2 }
        : { total: 5, assigned: 3, reserved: 2, available: 0 },
    })
    if (!fails) expect(stored()).toEqual(before)
    else {
      expect(stored()).toMatchObject({
        state: 'Failed',
        needsAttention: false,
        reserved: 0,
        progress: { total: 5, succeeded: 3, skipped: 0, failed: 2 },
      })
    }
    const audit = cloud.documents.all(tenantId(1)) as unknown as AuditEntry[]
    expect(audit.filter(({ type }) => type === 'audit')).toMatchObject([
      {
        action: fails ? 'operation.drop' : 'deadLetter.dropped',
        by: { id: userId(9), name: 'Olga', tenantId: operatorsTenantId },
        facts: { reason: 'hopeless', queue: 'move-users', messageId: expect.any(String) },
      },
    ])
  })

  test('leaves an operation as it is that has ended', async () => {
    const completedAt = cloud.services.clock.now()
    const sequenceNumber = await jobWithLetter({ state: 'Succeeded', completedAt, needsAttention: false })
    longAgo()
    expect(await listedLetters()).toMatchObject([{ dropFailsOperation: false }])
    expect(await drop(job, sequenceNumber)).toMatchObject({ body: { operationStatus: 'Succeeded' } })
    expect(stored()).toMatchObject({ state: 'Succeeded', sequence: 3 })
  })

  test('fails the operation also when somebody marks it at that moment', async () => {
    const sequenceNumber = await jobWithLetter()
    longAgo()
    meanwhile({ set: { needsAttention: true }, add: { sequence: 1 } })
    expect(await drop(job, sequenceNumber)).toMatchObject({ body: failed })
    expect(stored()).toMatchObject({ state: 'Failed', sequence: 5 })
    expect(sourceNow()).toMatchObject({ operationId: null })
  })

  test('lets the operation go on when a worker takes a step at that moment', async () => {
    const sequenceNumber = await jobWithLetter()
    longAgo()
    meanwhile({ set: { updatedAt: cloud.services.clock.now() }, add: { sequence: 1 } })
    expect(await drop(job, sequenceNumber)).toMatchObject({ body: goesOn })
    expect(stored()).toMatchObject({ state: 'Running', sequence: 4 })
    expect(targetNow()).toMatchObject({ seats: { reserved: 2 } })
  })

  /** Somebody else writes to the job between the reading and the writing of the next change. */
  function meanwhile(change: Pick<Extract<Write, { kind: 'patch' }>, 'set' | 'add'>) {
    cloud.documents.faults.beforeCommit = async () => {
      cloud.documents.faults.beforeCommit = undefined
      await cloud.services.documents.commit(tenantId(1), [{ kind: 'patch', id: job.id, ...change }])
    }
  }

  test('fails an export, which holds no seats', async () => {
    const operation = anExport({ needsAttention: true })
    await store(operation)
    const sequenceNumber = await deadLetterOf(operation)
    expect(await drop(operation, sequenceNumber)).toMatchObject({ body: { operationStatus: 'Failed' } })
    expect(stored()?.state).toBe('Failed')
  })

  test('a dead letter about an operation that there is not, or of another kind, is dropped alone', async () => {
    await store(aTenant(), source, target, { ...job, needsAttention: true })
    const unknown = aMove({ id: operationId(7) })
    const otherKind = aCancel({ id: job.id })
    for (const operation of [unknown, otherKind]) {
      const sequenceNumber = await deadLetterOf(operation)
      expect(await listedLetters()).toMatchObject([{ poison: expect.stringContaining('is known') }])
      expect(await drop(operation, sequenceNumber)).toEqual({ status: 200, body: {} })
    }
    expect(stored()).toMatchObject({ state: 'Running', needsAttention: true })
  })

  test('a dead letter that is not there any more is not found', async () => {
    const sequenceNumber = await jobWithLetter({ needsAttention: true })
    await cloud.services.deadLetters.drop('move-users', sequenceNumber)
    expect(await drop(job, sequenceNumber)).toMatchObject({ refused: 'NotFound' })
    expect(stored()).toMatchObject({ state: 'Running', needsAttention: true })
  })
})

test('a hundred operations that wait for a person do not hide the forgotten one', async () => {
  const waiting = Array.from({ length: 100 }, (_, n) =>
    aMove({ id: operationId(n + 10), needsAttention: true }),
  )
  await store(...waiting, aMove())
  longAgo()
  await sweep(cloud.services)
  const woken = cloud.messages.pending().map(({ message }) => message.body)
  expect(woken).toMatchObject([{ operationId: operationId(1) }])
})

test('the sweeper wakes every forgotten operation, the 101st too', async () => {
  const forgotten = Array.from({ length: 101 }, (_, n) => aMove({ id: operationId(n + 1) }))
  await store(...forgotten)
  longAgo()
  await sweep(cloud.services)
  const woken = cloud.messages
    .pending()
    .map(({ message }) => (message.body as { operationId: string }).operationId)
  expect(new Set(woken)).toEqual(new Set(forgotten.map(({ id }) => id)))
})

test('the sweeper marks the operation of every dead letter, the 101st too', async () => {
  const stuck = Array.from({ length: 101 }, (_, n) => aMove({ id: operationId(n + 1) }))
  await store(...stuck)
  for (const operation of stuck) await deadLetterOf(operation)
  longAgo()
  await sweep(cloud.services)
  expect(stuck.filter((_, n) => !stored(n + 1)?.needsAttention)).toEqual([])
})

test('an old dead letter does not mark an operation that is at work again', async () => {
  longAgo()
  const operation = aMove({ updatedAt: cloud.services.clock.now() })
  await store(operation)
  await deadLetterOf(operation)
  await sweep(cloud.services)
  expect(stored()?.needsAttention).toBe(false)
  longAgo()
  await sweep(cloud.services)
  expect(stored()?.needsAttention).toBe(true)
})

test.each([
  ['has got further and waits for its next try', { sequence: 4 }],
  ['was paused since', { sequence: 4, state: 'Paused' }],
] as const)(
  'an old dead letter does not mark an operation that %s, nor does dropping it fail that',
  async (_, over) => {
    const operation = aMove({ sequence: 3, reserved: 0 })
    await store(aTenant(), { ...operation, ...over })
    const sequenceNumber = await deadLetterOf(operation)
    longAgo()
    await sweep(cloud.services)
    expect(stored()).toMatchObject({ ...over, needsAttention: false, error: null })
    expect(await drop(operation, sequenceNumber)).toMatchObject({ status: 200 })
    expect(stored()).toMatchObject({ ...over, completedAt: null })
  },
)

test('twenty thousand chosen users are not asked for in one query: it takes half a megabyte', async () => {
  const users = Array.from({ length: 20_000 }, (_, n) => guid<UserId>(2, n))
  const asked: number[] = []
  const { documents, throttle } = cloud.services
  const pages: typeof documents.pages = (tenant, query, size) => {
    asked.push(JSON.stringify(query).length)
    return documents.pages(tenant, query, size)
  }
  const subscription = anActive({ id: subscriptionId(1), seats: seatsOf({ assigned: 20_000 }) })
  await holdersAmong({ documents: { ...documents, pages }, throttle }, subscription, users)
  expect(Math.max(...asked)).toBeLessThan(256 * 1024)
})
