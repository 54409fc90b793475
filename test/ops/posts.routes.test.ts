import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Mail } from '#core/mail/mail.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { actionsOn, refuseAction } from '#core/subscriptions/standing.ts'
import { wakeUp } from '#functions/jobs/message.ts'
import { mailJob } from '#functions/mail/jobs.ts'
import { aMail, aMove, anActive, aTenant, guid, tenantId, userId } from '../support/builders.ts'
import { askRoute } from '../support/simulated/ask.ts'
import { simulatedServices } from '../support/simulated/services.ts'
import { operatorsTenantId, tokenOf } from '../support/simulated/tokens.ts'

const token = tokenOf({
  tenantId: operatorsTenantId,
  objectId: userId(9),
  name: 'Olga',
  appRoles: ['Ops.Manage'],
})

/** A move whose message is a dead letter, and an operator who asks with one id for repeats. */
async function oneDeadLetter() {
  const cloud = simulatedServices()
  const job = aMove({ needsAttention: true })
  await cloud.services.documents.commit(job.tenantId, [
    { kind: 'create', document: aTenant() },
    { kind: 'create', document: anActive({ operationId: job.id }) },
    { kind: 'create', document: job },
  ])
  await wakeUp(cloud.services, job)
  for (let times = 0; times < 5; times += 1) {
    const delivery = cloud.messages.takeNext('move-users')
    if (delivery) cloud.messages.abandon(delivery)
  }
  const [letter] = (await cloud.services.deadLetters.page('move-users', { size: 1 })).letters
  const repeat = randomUUID()
  const ask = (route: string, more: object = {}) => {
    const body = { queue: 'move-users', sequenceNumber: letter?.sequenceNumber, ...more }
    return askRoute(cloud.services, route, { token, repeat, body })
  }
  return { cloud, ask }
}

test('B14 B16 a resubmit that is repeated puts one copy on the queue and answers the same', async () => {
  const { cloud, ask } = await oneDeadLetter()
  const first = await ask('ops-dead-letters-resubmit')
  const again = await ask('ops-dead-letters-resubmit')
  expect(first).toMatchObject({
    status: 200,
    body: { messageId: expect.stringMatching(/^resubmit:answer:/) },
  })
  expect(again).toEqual(first)
  expect(cloud.messages.pending()).toHaveLength(1)
  expect(await ask('ops-dead-letters-resubmit', { sequenceNumber: '999' })).toMatchObject({
    refused: 'RepeatabilityMismatch',
  })
})

test('B14 B16 of repeats at once one resubmits or drops, and all of them answer the same', async () => {
  for (const [route, more] of [
    ['ops-dead-letters-resubmit', {}],
    ['ops-dead-letters-drop', { reason: 'hopeless' }],
  ] as const) {
    const { cloud, ask } = await oneDeadLetter()
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(route, more)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size, route).toBe(1)
    expect(answers[0], route).toMatchObject({ status: 200 })
    expect(cloud.messages.pending()).toHaveLength(route === 'ops-dead-letters-drop' ? 0 : 1)
    expect((await cloud.services.deadLetters.page('move-users', { size: 9 })).letters).toEqual([])
    const entries = cloud.documents.all(tenantId(1)).filter((document) => document.type === 'audit')
    expect(entries, route).toMatchObject([{ by: { name: 'Olga', tenantId: operatorsTenantId } }])
  }
})

test('B15 B16 what was done to a dead letter of no organisation is in the audit trail of the operators', async () => {
  for (const [route, action, more] of [
    ['ops-dead-letters-resubmit', 'deadLetter.resubmitted', {}],
    ['ops-dead-letters-drop', 'deadLetter.dropped', { reason: 'hopeless' }],
  ] as const) {
    for (const body of [{ kind: 'unknown' }, { ...wakesNobody, tenantId: guid(1, 77) }]) {
      const cloud = simulatedServices()
      await cloud.services.messages.send('move-users', { id: 'of nobody', body })
      for (let times = 0; times < 5; times += 1) {
        const delivery = cloud.messages.takeNext('move-users')
        if (delivery) cloud.messages.abandon(delivery)
      }
      const [letter] = (await cloud.services.deadLetters.page('move-users', { size: 1 })).letters
      const asked = { queue: 'move-users', sequenceNumber: letter?.sequenceNumber, ...more }
      expect(await askRoute(cloud.services, route, { token, body: asked })).toMatchObject({ status: 200 })
      expect(cloud.documents.tenants()).toEqual([operatorsTenantId])
      expect(cloud.documents.all(operatorsTenantId)).toMatchObject([
        { action, by: { name: 'Olga' }, facts: { queue: 'move-users', messageId: 'of nobody', ...more } },
      ])
    }
  }
})

const wakesNobody = { kind: 'moveUsers', operationId: guid(4, 77), sequence: 0, attempt: 0 }

test('B14 B16 what is done is answered as done, also when the store is away by then', async () => {
  for (const [route, more] of [
    ['ops-dead-letters-resubmit', {}],
    ['ops-dead-letters-drop', { reason: 'hopeless' }],
  ] as const) {
    const { cloud, ask } = await oneDeadLetter()
    cloud.documents.faults.beforeCommit = async (_, writes) => {
      const keeps = writes.some((write) => write.kind === 'create' && write.document.type === 'keptAnswer')
      if (keeps) throw new Unavailable('The store is away.')
    }
    expect(await ask(route, more), route).toMatchObject({ status: 200 })
    expect((await cloud.services.deadLetters.page('move-users', { size: 9 })).letters).toEqual([])
  }
})

test('B16 a drop that gets stuck after its operation has failed does not say that nothing was done', async () => {
  const { cloud, ask } = await oneDeadLetter()
  const { deadLetters } = cloud.services
  const silent = async () => {
    throw new Unavailable('Service Bus says nothing.')
  }
  Object.assign(cloud.services, { deadLetters: { ...deadLetters, drop: silent } })
  await expect(ask('ops-dead-letters-drop', { reason: 'hopeless' })).rejects.toThrow(OutcomeUnknown)
  Object.assign(cloud.services, { deadLetters })
  expect(await ask('ops-dead-letters-drop', { reason: 'hopeless' })).toMatchObject({
    body: { operationStatus: 'Failed' },
  })
})

test('B14 B16 a drop that is repeated gives the operation up once and answers the same', async () => {
  const { cloud, ask } = await oneDeadLetter()
  const first = await ask('ops-dead-letters-drop', { reason: 'hopeless' })
  const stored = cloud.documents.all(tenantId(1))
  expect(first).toMatchObject({ status: 200, body: { operationStatus: 'Failed' } })
  expect(await ask('ops-dead-letters-drop', { reason: 'hopeless' })).toEqual(first)
  expect(cloud.documents.all(tenantId(1))).toEqual(stored)
})

test('B16 a mail that can never be sent is failed at its last delivery, so that no sweep tries it again', async () => {
  const cloud = simulatedServices()
  const mail = { ...aMail(), kind: 'no such kind' } as unknown as Mail
  await cloud.services.documents.commit(mail.tenantId, [{ kind: 'create', document: mail }])
  const body = { kind: 'mail', tenantId: mail.tenantId, mailId: mail.id, attempt: 0 }
  const state = () => cloud.documents.peek<Mail>(mail.tenantId, mail.id)?.state
  const deliver = (services: typeof cloud.services, said: object, deliveryCount: number) =>
    mailJob.handle(services, 'send-email', said, deliveryCount)
  // Each delivery comes after the claim of the one before.
  const other = { ...cloud.services, settings: { ...cloud.services.settings, workSliceMs: -1 } }
  await expect(deliver(cloud.services, { ...body, kind: 'x' }, 5)).rejects.toThrow('kind of work')
  await expect(deliver(failing(other), body, 1)).rejects.toThrow('a mistake of ours')
  expect(state()).toBe('queued')
  await expect(deliver(failing(other), body, 5)).rejects.toThrow('a mistake of ours')
  expect(state()).toBe('failed')
})

test('R002 nobody but the person who signed up uses a sign-up, whoever asks', () => {
  const nobody = { purchaser: false, admin: false, reader: false, licenseAdmin: false }
  for (const channel of ['signUp', 'trial'] as const) {
    for (const controlledBy of [null, anActive().controlledBy]) {
      const signUp = anActive({ channel, controlledBy })
      for (const standing of [
        { ...nobody, admin: true },
        { ...nobody, purchaser: true },
        { ...nobody, admin: true, purchaser: true, licenseAdmin: true },
      ]) {
        for (const action of ['assign', 'unassign'] as const) {
          expect(refuseAction(action, signUp, standing)).toMatchObject({ refused: 'SingleUserSubscription' })
        }
        const forMany = ['assign', 'unassign', 'changeLicenses', 'changeRenewal'] as const
        for (const action of forMany) expect(actionsOn(signUp, standing)).not.toContain(action)
        if (channel === 'signUp')
          expect(actionsOn(signUp, standing)).toEqual(standing.admin ? ['delete'] : [])
      }
    }
  }
})

function failing<W extends object>(services: W): W {
  return {
    ...services,
    machineClock: {
      now: () => {
        throw new Error('a mistake of ours')
      },
    },
  }
}

test('B16 all dead letters of a queue are put back, a hundred at a time, and none of another queue', async () => {
  const cloud = simulatedServices()
  const dies = async (queue: 'move-users' | 'export-users', id: string) => {
    await cloud.services.messages.send(queue, { id, body: { kind: 'unknown' } })
    for (let times = 0; times < 5; times += 1) {
      const delivery = cloud.messages.takeNext(queue)
      if (delivery) cloud.messages.abandon(delivery)
    }
  }
  for (let number = 0; number < 130; number += 1) await dies('move-users', `letter ${number}`)
  await dies('export-users', 'another')
  const body = { queue: 'move-users' }
  const ask = (repeat = randomUUID()) =>
    askRoute(cloud.services, 'ops-dead-letters-resubmit-all', { token, repeat, body })

  const first = randomUUID()
  expect(await ask(first)).toMatchObject({ status: 200, body: { resubmitted: 100, more: true } })
  expect(await ask(first)).toMatchObject({ body: { resubmitted: 100, more: true } })
  expect(cloud.messages.pending()).toHaveLength(100)
  expect(await ask()).toMatchObject({ body: { resubmitted: 30, more: false } })
  expect(await ask()).toMatchObject({ body: { resubmitted: 0, more: false } })
  expect(new Set(cloud.messages.pending().map(({ message }) => message.id)).size).toBe(130)
  expect((await cloud.services.deadLetters.page('export-users', { size: 9 })).letters).toHaveLength(1)
  expect(cloud.documents.all(operatorsTenantId).filter(({ type }) => type === 'audit')).toHaveLength(130)
})

test('B16 of several dead letters those are put back that are named, as far as they still lie there', async () => {
  const cloud = simulatedServices()
  const queue = 'move-users'
  for (let number = 0; number < 5; number += 1) {
    await cloud.services.messages.send(queue, { id: `letter ${number}`, body: { kind: 'unknown' } })
    for (let times = 0; times < 5; times += 1) {
      const delivery = cloud.messages.takeNext(queue)
      if (delivery) cloud.messages.abandon(delivery)
    }
  }
  const lying = async () => {
    const { letters } = await cloud.services.deadLetters.page(queue, { size: 9 })
    return letters.map(({ sequenceNumber }) => sequenceNumber)
  }
  const [first, second, third, ...others] = await lying()
  const ask = (sequenceNumbers: readonly unknown[]) => {
    const body = { queue, sequenceNumbers }
    return askRoute(cloud.services, 'ops-dead-letters-resubmit-all', { token, body })
  }
  expect(await ask([third, first, third, '999999'])).toMatchObject({
    status: 200,
    body: { resubmitted: 2, more: false },
  })
  expect(await lying()).toEqual([second, ...others])
  expect(cloud.messages.pending()).toHaveLength(2)
  expect(await ask([])).toMatchObject({ refused: 'InvalidRequest' })
  expect(await ask(['one'])).toMatchObject({ refused: 'InvalidRequest' })
})

test('B14 B16 of repeats at once each dead letter is put back once, and all of them answer the same', async () => {
  const { cloud } = await oneDeadLetter()
  const repeat = randomUUID()
  const body = { queue: 'move-users' }
  const answers = await Promise.all(
    Array.from({ length: 5 }, () =>
      askRoute(cloud.services, 'ops-dead-letters-resubmit-all', { token, repeat, body }),
    ),
  )
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(cloud.messages.pending()).toHaveLength(1)
  expect(cloud.documents.all(tenantId(1)).filter(({ type }) => type === 'audit')).toHaveLength(1)
})
