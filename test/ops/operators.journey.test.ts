import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { operatorsTenantId } from '#local/system/organisation.ts'
import { sendPoison } from '#local/system/poison-message.ts'
import { anOrganisation, mailsTo, operator } from '../support/clients/journey.ts'
import {
  askMove,
  assign,
  buy,
  buyCentrally,
  ended,
  holders,
  idsOf,
  move,
  type Operation,
  read,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { putOnQueue, serviceBusConnection } from '../support/clients/queue-message.ts'
import { whileWorkersStop } from '../support/clients/stopped-workers.ts'
import { auditEntries, storedDocuments } from '../support/clients/stored-documents.ts'
import { eventually } from '../support/clients/system.ts'

interface Board {
  readonly counts: Readonly<Record<string, number>>
  readonly needsAttention: number
  readonly oldestUnfinishedSeconds?: number
  readonly speed: { readonly operations: number }
  readonly value: readonly (Operation & {
    readonly tenantId: string
    readonly subscriptionId: string
    readonly startedBy: { readonly displayName: string }
  })[]
}

interface Letter {
  readonly queue: string
  readonly sequenceNumber: string
  readonly messageId: string
  readonly poison?: string
  readonly deliveryCount: number
  readonly tenantId?: string
  readonly operationId?: string
  readonly operationStatus?: string
}

async function letter(find: (letter: Letter) => boolean): Promise<Letter> {
  return eventually(async () => {
    const { body } = await operator.get<{ value: Letter[] }>('/ops/deadLetters')
    return body.value.find(find)
  }, 30_000)
}

test('B17: the board’s numbers are those of the stored operations', async () => {
  const { globalAdmin, purchaser, members, id } = await anOrganisation()
  const central = await buyCentrally(globalAdmin)
  for (const count of [2, 3]) {
    const bought = await buy(purchaser)
    await assign(purchaser, bought, members.slice(0, count))
    await ended(globalAdmin, await move(globalAdmin, await takeControl(globalAdmin, bought), central))
  }

  const { body } = await operator.get<Board>(`/ops/operations?tenantId=${id}`)

  const stored = (await storedDocuments(id)).filter((document) => document.type === 'operation')
  expect(body.counts).toEqual({ Succeeded: 2 })
  expect(body.value).toHaveLength(2)
  for (const operation of stored) {
    expect(body.value.find((row) => row.id === operation.id)).toMatchObject({
      tenantId: id,
      status: operation.state,
      progress: operation.progress,
      startedBy: { displayName: 'Vera Zandstra' },
      subscriptionId: operation.subscriptionId,
      lastUpdatedDateTime: operation.updatedAt,
    })
  }
  const running = await operator.get<Board>(`/ops/operations?tenantId=${id}&status=Running`)
  expect(running.body).toMatchObject({ counts: {}, value: [], needsAttention: 0 })
})

test('B17 R178: /ops is for operators only, whoever else somebody is', async () => {
  const { globalAdmin, purchaser, id } = await anOrganisation()
  const reader = globalAdmin.withClaims({ tid: operatorsTenantId, wids: [], roles: ['Ops.Read'] })
  const elsewhere = globalAdmin.withClaims({ roles: ['Ops.Read', 'Ops.Manage'] })
  for (const path of ['operations', 'queues', 'deadLetters', 'mail', 'refunds']) {
    for (const person of [globalAdmin, purchaser, elsewhere]) {
      expect(said(await person.get(`/ops/${path}`))).toBe('403 Forbidden')
    }
    expect((await reader.get(`/ops/${path}`)).status).toBe(200)
  }
  const letterOf = { queue: 'move-users', sequenceNumber: '1', reason: 'none' }
  expect(said(await reader.post('/ops/deadLetters/drop', letterOf))).toBe('403 Forbidden')
  expect(said(await reader.post(`/ops/operations/${randomUUID()}/cancel`))).toBe('403 Forbidden')
  expect(said(await globalAdmin.put(`/ops/tenants/${id}`, {}))).toBe('403 Forbidden')
  expect(said(await operator.get('subscriptions'))).toMatch(/^404/)
  expect(said(await operator.post(`/ops/operations/${randomUUID()}/cancel`))).toBe('404 NotFound')
})

test('B16: a message beyond help becomes visible with its reason, and leaves the list only by a decision with a reason', async () => {
  const { id } = await anOrganisation()
  const { messageId } = await sendPoison(serviceBusConnection(), 'unknown-operation', {
    queue: 'move-users',
    tenantId: id,
  })
  const dead = await letter((one) => one.messageId === messageId)
  expect(dead).toMatchObject({ queue: 'move-users', tenantId: id, deliveryCount: expect.any(Number) })
  expect(dead.poison).toMatch(/^No moveUsers operation .* is known\.$/)

  const at = { queue: dead.queue, sequenceNumber: dead.sequenceNumber }
  expect(said(await operator.post('/ops/deadLetters/drop', at))).toBe('400 InvalidRequest')
  expect((await letter((one) => one.messageId === messageId)).sequenceNumber).toBe(dead.sequenceNumber)
  expect((await operator.post('/ops/deadLetters/drop', { ...at, reason: 'a test' })).status).toBe(200)
  expect(said(await operator.post('/ops/deadLetters/drop', { ...at, reason: 'a test' }))).toBe('404 NotFound')

  const drops = (await auditEntries(id)).filter(({ facts }) => facts['messageId'] === messageId)
  expect(drops).toMatchObject([
    { action: 'deadLetter.dropped', by: { name: 'Olga Petrova' }, facts: { reason: 'a test' } },
  ])
})

test('B16: what is wrong with a message is said for each kind of wrong, and counted per queue', async () => {
  const { id } = await anOrganisation()
  const sent = await Promise.all(
    (['not-json', 'unknown-kind', 'gone-tenant'] as const).map((kind) =>
      sendPoison(serviceBusConnection(), kind, { queue: 'export-users', tenantId: id }),
    ),
  )
  const letters = await Promise.all(sent.map(({ messageId }) => letter((one) => one.messageId === messageId)))
  expect(letters.map(({ poison }) => poison)).toEqual([
    'Expected a JSON object.',
    'Expected "kind" to be the kind of work that export-users carries: exportUsers.',
    expect.stringMatching(/^No tenant .* is known\.$/),
  ])
  const queues = await operator.get<{ value: { queue: string; deadLettered: number }[] }>('/ops/queues')
  const exports = queues.body.value.find(({ queue }) => queue === 'export-users')
  expect(exports?.deadLettered).toBeGreaterThanOrEqual(3)
  for (const { queue, sequenceNumber } of letters) {
    await operator.post('/ops/deadLetters/drop', { queue, sequenceNumber, reason: 'a test' })
  }
})

/** A move that waits, paused before its first batch, for somebody to let it go on. */
async function waitingMove() {
  const organisation = await anOrganisation()
  const { globalAdmin, purchaser, members } = organisation
  const bought = await buy(purchaser)
  await assign(purchaser, bought, members)
  const source = await takeControl(globalAdmin, bought)
  const target = await buyCentrally(globalAdmin)
  const operation = await whileWorkersStop(async () => {
    const { body } = await expectStatus(askMove(globalAdmin, source, target), 202)
    return (await expectStatus(globalAdmin.post<Operation>(`operations/${body.id}/pause`), 200)).body
  })
  expect(operation.status).toBe('Paused')
  return { ...organisation, source, target, operation }
}

test('B17: the board follows a move while it runs, and its numbers are always those of one operation', async () => {
  const { globalAdmin, operation, id } = await waitingMove()
  const look = async () => (await operator.get<Board>(`/ops/operations?tenantId=${id}`)).body
  const before = await look()
  expect(before).toMatchObject({ counts: { Paused: 1 }, needsAttention: 0, speed: { operations: 0 } })
  expect(before.oldestUnfinishedSeconds).toBeGreaterThan(0)
  const overAll = (await operator.get<Board>('/ops/operations?status=Paused&maxpagesize=1')).body
  expect(overAll.counts['Paused']).toBeGreaterThanOrEqual(1)

  await globalAdmin.post(`operations/${operation.id}/resume`)
  const ending = await eventually(async () => {
    const board = await look()
    expect(Object.values(board.counts)).toEqual([1])
    expect(board.value).toHaveLength(1)
    return board.counts['Succeeded'] === 1 && board
  })
  expect(ending).toMatchObject({ value: [{ id: operation.id, status: 'Succeeded', percentComplete: 100 }] })
  expect(ending).not.toHaveProperty('oldestUnfinishedSeconds')
})

test('B16: once what was wrong is mended, a dead letter is put back on its queue and its work is done, once', async () => {
  const { globalAdmin, purchaser, operation, id } = await waitingMove()
  // The mail of a move comes to be at its end, so a message for it is beyond help until then.
  const mailId = `mail:${operation.id}`
  await putOnQueue('send-email', { kind: 'mail', tenantId: id, mailId, attempt: 0 })
  const dead = await letter((one) => one.tenantId === id)
  expect(dead).toMatchObject({ queue: 'send-email', poison: `No mail ${mailId} is known.` })
  await globalAdmin.post(`operations/${operation.id}/resume`)
  await ended(globalAdmin, operation)

  const at = { queue: dead.queue, sequenceNumber: dead.sequenceNumber }
  expect((await operator.post('/ops/deadLetters/resubmit', at)).status).toBe(200)
  expect(said(await operator.post('/ops/deadLetters/resubmit', at))).toBe('404 NotFound')

  await mailsTo(purchaser.address)
  await eventually(async () => {
    const { body } = await operator.get<{ value: { queue: string; active: number }[] }>('/ops/queues')
    return body.value.every(({ active }) => active === 0)
  })
  const { body } = await operator.get<{ value: Letter[] }>('/ops/deadLetters?queue=send-email')
  expect(body.value.filter(({ tenantId }) => tenantId === id)).toEqual([])
  await mailsTo(purchaser.address)
})

test('B16: dropping a dead letter that names an operation of another kind leaves that operation alone', async () => {
  const { globalAdmin, members, source, target, operation, id } = await waitingMove()
  const misdirected = { kind: 'cancel', tenantId: id, operationId: operation.id, sequence: 0, attempt: 0 }
  await putOnQueue('cancel-with-email', misdirected)
  const dead = await letter((one) => one.tenantId === id)
  expect(dead.poison).toBe(`No cancel operation ${operation.id} is known.`)

  const drop = { queue: dead.queue, sequenceNumber: dead.sequenceNumber, reason: 'wrong queue' }
  expect((await operator.post('/ops/deadLetters/drop', drop)).status).toBe(200)

  const { body } = await globalAdmin.get<Operation>(`operations/${operation.id}`)
  expect(body.status).toBe('Paused')
  await globalAdmin.post(`operations/${operation.id}/resume`)
  expect((await ended(globalAdmin, operation)).status).toBe('Succeeded')
  expect(await holders(globalAdmin, target)).toEqual(idsOf(members))
  expect((await read(globalAdmin, source)).status).toBe('Deleted')
})
