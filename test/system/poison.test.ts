import { randomUUID } from 'node:crypto'
import { ServiceBusClient } from '@azure/service-bus'
import { afterAll, describe, expect, test } from 'vitest'
import { type PoisonKind, poisonKinds, poisonQueues, sendPoison } from '#local/system/poison-message.ts'
import {
  askDrop,
  askResubmit,
  deadLetter,
  deadLetters,
  dropAll,
  type Letter,
} from '../support/clients/dead-letters.ts'
import { anOrganisation, operator, shared } from '../support/clients/journey.ts'
import {
  askMove,
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  holders,
  idsOf,
  move,
  type Operation,
  read,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { sharedSettings, usingCosmos } from '../support/clients/state-hash.ts'
import { whileWorkersStop } from '../support/clients/stopped-workers.ts'
import { auditEntries } from '../support/clients/stored-documents.ts'
import { eventually } from '../support/clients/system.ts'

const { SERVICE_BUS_CONNECTION: connection = '' } = sharedSettings()

afterAll(dropAll)

describe('a message that no retry can mend (B16)', () => {
  const wrongTypes: readonly unknown[] = [
    null,
    [],
    'text',
    7,
    { kind: 'moveUsers' },
    { kind: ['moveUsers'], tenantId: 1, operationId: {}, sequence: '0', attempt: -1, mailId: 3 },
    { kind: 'constructor', tenantId: randomUUID(), operationId: randomUUID(), sequence: 0, attempt: 0 },
  ]

  let organisationId: string

  test('ends among the dead letters of its queue with the reason, while other work is done', async () => {
    const organisation = await anOrganisation()
    organisationId = organisation.id
    const subscription = await buy(organisation.purchaser)
    const ids = await everyPoison(organisation.id)
    const cancelled = await ended(
      organisation.purchaser,
      await cancel(organisation.purchaser, subscription),
      5_000,
    )
    expect(cancelled.status).toBe('Succeeded')

    const letters = await eventually(async () => {
      const there = (await deadLetters()).filter(({ messageId }) => ids.includes(messageId))
      return there.length === ids.length && there
    }, 20_000)
    for (const { poison, reason, deliveryCount, operationId } of letters) {
      expect(poison).toMatch(/^(Expected .+|No .+ is known)\.$/)
      expect(reason).toBe('MaxDeliveryCountExceeded')
      expect(deliveryCount).toBeGreaterThanOrEqual(5)
      expect(operationId).toBeUndefined()
    }
    const { body } = await operator.get<{ value: { queue: string; deadLettered: number }[] }>('/ops/queues')
    for (const { queue, deadLettered } of body.value) {
      expect(deadLettered).toBe(letters.filter((letter) => letter.queue === queue).length)
    }
  })

  test('comes back when it is resubmitted, and is gone with an entry in the audit trail when it is dropped', async () => {
    const [letter] = await deadLetters('move-users')
    if (!letter) throw new Error('The test before left no dead letter.')
    const resubmitted = await askResubmit(letter)
    expect(resubmitted.status).toBe(200)
    const back = await deadLetter(({ messageId }) => messageId === resubmitted.body.messageId)
    expect(back).toMatchObject({ queue: 'move-users', body: letter.body, poison: letter.poison })
    expect((await deadLetters()).map(keyOf)).not.toContain(keyOf(letter))
    expect(said(await askResubmit(letter))).toBe('404 NotFound')

    expect(await askDrop(back, 'Sent by mistake.')).toMatchObject({ status: 200, body: {} })
    expect((await deadLetters()).map(keyOf)).not.toContain(keyOf(back))
    expect(said(await askDrop(back, 'Sent by mistake.'))).toBe('404 NotFound')
    const trails = [auditEntries(operatorsTenant()), auditEntries(organisationId)]
    const dropped = (await Promise.all(trails)).flat().filter(({ action }) => action === 'deadLetter.dropped')
    expect(dropped.filter(({ facts }) => facts['messageId'] === back.messageId)).toMatchObject([
      { facts: { queue: 'move-users', reason: 'Sent by mistake.' } },
    ])
  })

  async function everyPoison(tenantId: string): Promise<readonly string[]> {
    const ids: string[] = []
    for (const queue of poisonQueues) {
      for (const kind of Object.keys(poisonKinds) as PoisonKind[]) {
        ids.push((await sendPoison(connection, kind, { queue, tenantId })).messageId)
      }
    }
    const client = new ServiceBusClient(connection)
    try {
      for (const queue of poisonQueues) {
        const messages = wrongTypes.map((body) => ({ messageId: `poison:${randomUUID()}`, body }))
        await client.createSender(queue).sendMessages(messages)
        ids.push(...messages.map(({ messageId }) => messageId))
      }
    } finally {
      await client.close()
    }
    return ids
  }
})

describe('an operation whose message is a dead letter (B16)', () => {
  test('waits with its reservation for a person, and is carried on when it is resubmitted', async () => {
    const { globalAdmin, source, target, chosen, operation, selection, letter } = await aDeadLetteredMove()
    expect(await read(globalAdmin, target)).toMatchObject({ reservedLicenses: 2, availableLicenses: 8 })
    expect(await read(globalAdmin, source)).toMatchObject({ status: 'Active', operationId: operation.id })
    expect(letter).toMatchObject({
      queue: 'move-users',
      operationId: operation.id,
      tenantId: globalAdmin.tenantId,
    })
    expect(letter.poison).toBeUndefined()
    const board = await operator.get<{ value: Operation[] }>('/ops/operations?needsAttention=true')
    expect(idsOf(board.body.value)).toContain(operation.id)

    await usingCosmos(async (store) => (await store.container()).items.upsert(selection))
    expect((await askResubmit(letter)).status).toBe(200)
    const done = await ended(globalAdmin, operation)
    expect(done).toMatchObject({ status: 'Succeeded', progress: { total: 2, succeeded: 2 } })
    expect(done.needsAttention).toBeUndefined()
    expect(await holders(globalAdmin, target)).toEqual(chosen)
    expect(await read(globalAdmin, target)).toMatchObject({ reservedLicenses: 0, availableLicenses: 8 })
    expect(await read(globalAdmin, source)).not.toHaveProperty('operationId')
    expect((await deadLetters()).map(({ operationId }) => operationId)).not.toContain(operation.id)
  })

  test('has failed when it is dropped: no seat is held any more, and everybody keeps what they have (R071)', async () => {
    const { globalAdmin, source, target, everybody, operation, letter } = await aDeadLetteredMove()
    const dropped = await askDrop(letter, 'Nobody can read the list of users.')
    expect(dropped).toMatchObject({
      status: 200,
      body: { operationId: operation.id, operationStatus: 'Failed' },
    })
    const failed = await ended(globalAdmin, operation)
    expect(failed).toMatchObject({ status: 'Failed', progress: { succeeded: 0 } })
    expect(failed.needsAttention).toBeUndefined()
    expect(await read(globalAdmin, target)).toMatchObject({ reservedLicenses: 0, availableLicenses: 10 })
    const after = await read(globalAdmin, source)
    expect(after).toMatchObject({ status: 'Active' })
    expect(after).not.toHaveProperty('operationId')
    expect(await holders(globalAdmin, source)).toEqual(everybody)

    const again = await ended(globalAdmin, await move(globalAdmin, source, target))
    expect(again.status).toBe('Succeeded')
    expect(await holders(globalAdmin, target)).toEqual(everybody)
  })

  /** A move of two chosen users whose list nobody can read, so that the worker can only give up. */
  async function aDeadLetteredMove() {
    const { globalAdmin, billingAdmin, purchaser, members } = await anOrganisation()
    const source = await buy(purchaser)
    await assign(purchaser, source, members)
    const target = await buyCentrally(billingAdmin, { totalLicenses: 10 })
    await takeControl(globalAdmin, source)
    const chosen = idsOf(members.slice(0, 2))
    const { operation, selection } = await whileWorkersStop(async () => {
      const { body } = await askMove(globalAdmin, source, target, { userIds: chosen })
      const list = await spoil(globalAdmin.tenantId, `selection:${body.id}`)
      return { operation: body, selection: list }
    })
    await eventually(async () => {
      const { body } = await globalAdmin.get<Operation>(`operations/${operation.id}`)
      return body.needsAttention
    })
    const letter = await deadLetter(({ operationId }) => operationId === operation.id)
    return { globalAdmin, source, target, chosen, everybody: idsOf(members), operation, selection, letter }
  }

  async function spoil(tenantId: string, id: string): Promise<Record<string, unknown>> {
    return usingCosmos(async (store) => {
      const item = (await store.container()).item(id, tenantId)
      const { resource } = await item.read<Record<string, unknown>>()
      if (!resource) throw new Error(`There is no ${id}.`)
      await item.replace({ ...resource, userIds: null })
      return resource
    })
  }
})

function keyOf({ queue, sequenceNumber }: Letter): string {
  return `${queue} ${sequenceNumber}`
}

function operatorsTenant(): string {
  const persona = shared().personas.find(({ id }) => id === 'olga-operator')
  if (!persona) throw new Error('There is no operator.')
  return persona.tenantId
}
