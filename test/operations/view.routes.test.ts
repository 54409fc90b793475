import { beforeEach, describe, expect, test } from 'vitest'
import type { Operation } from '#core/documents.ts'
import { operationStates } from '#core/operations/operation.ts'
import { begun } from '#core/operations/step.ts'
import type { Stored } from '#core/ports/documents.ts'
import { cancelJob } from '#functions/take-over/jobs.ts'
import {
  aCancel,
  aMove,
  anActive,
  anExport,
  operationId,
  seatsOf,
  subscriptionId,
} from '../support/builders.ts'
import {
  billingAdmin,
  globalAdmin,
  globalReader,
  type Person,
  simulatedApp,
  tenantId,
} from '../support/simulated/app.ts'

let at: ReturnType<typeof simulatedApp>
let people: { readonly [who in 'gaia' | 'bo' | 'rik' | 'lotte' | 'pia' | 'mo']: Person }
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  people = {
    gaia: await at.person('Gaia', { roles: [globalAdmin] }),
    bo: await at.person('Bo', { roles: [billingAdmin] }),
    rik: await at.person('Rik', { roles: [globalReader] }),
    lotte: await at.person('Lotte', { roles: ['4d6ac14f-3453-41d0-bef9-a3e0c569773a'] }),
    pia: await at.person('Pia'),
    mo: await at.person('Mo'),
  }
})

const [source, target] = [subscriptionId(1), subscriptionId(2)]

async function sides(isTaken: boolean) {
  const { gaia, pia } = people
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  await at.store(
    anActive({
      id: source,
      tenantId,
      purchaserId: pia.userId,
      purchaserName: 'Pia',
      controlledBy: isTaken ? controlledBy : null,
      seats: seatsOf({ total: 9, assigned: 4 }),
    }),
    anActive({
      id: target,
      tenantId,
      channel: 'central',
      purchaserId: gaia.userId,
      purchaserName: 'Gaia',
      seats: 20,
    }),
  )
}

async function started(call: string, id: string, body: object) {
  const { _etag } = at.documents.peek(tenantId, id) as Stored<Operation & { type: never }>
  return people.gaia.ask(`take-over-${call}`, {
    params: { id },
    headers: { 'if-match': _etag },
    body: { ...body, confirm: true },
  })
}

const product = { id: 'CFQ7TTC0L3PB', displayName: 'Power BI Premium' }

test('an operation names what it works on, where users move and who asked for it, from its start on', async () => {
  await sides(true)
  const names = {
    subscription: {
      id: source,
      product: expect.any(Object),
      purchaser: { id: people.pia.userId, displayName: 'Pia' },
    },
    subscriptionCount: 1,
    target: {
      id: target,
      product: expect.any(Object),
      purchaser: { id: people.gaia.userId, displayName: 'Gaia' },
    },
    startedBy: { id: people.gaia.userId, displayName: 'Gaia' },
    actions: ['pause', 'cancel'],
  }
  const answer = await started('move-users', source, { targetSubscriptionId: target })
  expect(answer.body).toMatchObject(names)
  const { body: read } = await people.bo.ask('operations-get', { params: { id: String(answer.body['id']) } })
  expect(read).toMatchObject(names)
  expect(read['subscription']).toMatchObject({ product: { id: product.id } })
  const { body: list } = await people.rik.ask('operations-list')
  expect(list['value']).toMatchObject([{ ...names, actions: [] }])
})

test('the name of a purchaser is that of the day on which the operation was asked for', async () => {
  await sides(true)
  const { body } = await started('cancel', source, { reason: 'unused' })
  const stored = at.documents.peek(tenantId, source) as { _etag: string }
  await at.services.documents.commit(tenantId, [
    {
      kind: 'patch',
      id: source,
      set: { purchaserName: 'Mo', purchaserId: people.mo.userId },
      ifMatch: stored._etag,
    },
  ])
  const read = await people.gaia.ask('operations-get', { params: { id: String(body['id']) } })
  expect(read.body).toMatchObject({ subscription: { purchaser: { displayName: 'Pia' } } })
  expect(read.body).not.toHaveProperty('target')
})

test('when a job has ended it says to whom its mail went, and how far that is', async () => {
  await sides(true)
  const { body } = await started('cancel', source, { reason: 'unused' })
  const params = { id: String(body['id']) }
  const read = async () => (await people.gaia.ask('operations-get', { params })).body
  expect(await read()).not.toHaveProperty('mail')
  const queue = 'cancel-with-email'
  await cancelJob.handle(at.services, queue, at.messages.takeNext(queue)?.message.body, 1)
  expect(await read()).toMatchObject({
    status: 'Succeeded',
    actions: [],
    mail: { to: 'pia@tulp.example', status: 'queued' },
  })
  const mail = at.documents.peek(tenantId, `mail:${params.id}`) as { _etag: string }
  const sentAt = at.services.clock.now()
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: `mail:${params.id}`, set: { state: 'sent', sentAt }, ifMatch: mail._etag },
  ])
  expect(await read()).toMatchObject({ mail: { status: 'sent', sentDateTime: sentAt } })
})

test('an export says of how many subscriptions it is, and names the first', async () => {
  await sides(true)
  const body = { subscriptionIds: [source, target] }
  const answer = await people.gaia.ask('seats-licenses-export', { body })
  expect(answer.body).toMatchObject({
    subscription: { id: source, purchaser: { displayName: 'Pia' } },
    subscriptionCount: 2,
    actions: ['pause', 'cancel'],
  })
})

test('what an earlier release began has no names, and is listed all the same', async () => {
  await sides(true)
  await begin(aMove({ id: operationId(1), tenantId }))
  const { body } = await people.gaia.ask('operations-list')
  expect(body['value']).toMatchObject([
    { subscription: { id: source }, target: { id: target }, actions: ['pause', 'cancel'] },
  ])
})

test('B04 a move says whether only chosen users move', async () => {
  await sides(true)
  await at.store(
    aMove({ tenantId, id: operationId(1), onlySelected: true }),
    aMove({ tenantId, id: operationId(2) }),
    aCancel({ tenantId, id: operationId(3) }),
  )
  const told = async (number: number) =>
    (await people.rik.ask('operations-get', { params: { id: operationId(number) } })).body['onlySelected']
  expect(await Promise.all([1, 2, 3].map(told))).toEqual([true, false, undefined])
})

describe('B03 an operation offers exactly what its commands would not refuse, and would change', () => {
  const kinds = {
    'a move': (over: Partial<Operation>) => aMove({ tenantId, ...(over as object) }),
    'a cancel': (over: Partial<Operation>) => aCancel({ tenantId, ...(over as object) }),
    'an export': (over: Partial<Operation>) => anExport({ tenantId, ...(over as object) }),
  }
  const cases = Object.keys(kinds).flatMap((kind) => [true, false].map((isTaken) => [kind, isTaken] as const))

  test.each(cases)('%s, under control: %s', async (kind, isTaken) => {
    await sides(isTaken)
    const wrong: string[] = []
    let offers = 0
    let number = 0
    for (const [who, person] of Object.entries(people)) {
      for (const state of operationStates) {
        for (const needsAttention of [false, true]) {
          for (const what of ['pause', 'resume', 'cancel'] as const) {
            number += 1
            const id = operationId(number)
            const completedAt = ['Succeeded', 'Failed', 'Canceled'].includes(state)
              ? at.services.clock.now()
              : null
            await begin(kinds[kind as 'a move']({ id, state, needsAttention, completedAt }))
            const { status, body } = await person.ask('operations-get', { params: { id } })
            const isOffered = status === 200 && (body['actions'] as string[]).includes(what)
            const before = at.documents.peek(tenantId, id) as { _etag: string }
            const told = await person.ask(`operations-${what}`, { params: { id } })
            const after = at.documents.peek(tenantId, id) as { _etag: string }
            const happened = told.status === 200 && before._etag !== after._etag
            if (isOffered) offers += 1
            if (isOffered !== happened) wrong.push(`${who} ${what} ${state}: ${isOffered}, ${told.status}`)
            if (
              told.status !== 200 ||
              ['Succeeded', 'Failed', 'Canceled'].includes(String(told.body['status']))
            )
              continue
            expect(told.body['actions']).toEqual(
              (await person.ask('operations-get', { params: { id } })).body['actions'],
            )
          }
        }
      }
    }
    expect(wrong).toEqual([])
    expect(offers > 0).toBe(kind !== 'a move' || isTaken)
  })
})

async function begin(operation: Operation): Promise<void> {
  const { writes } = begun(operation, [
    { kind: 'patch', id: operation.subscriptionId, set: { operationId: operation.id } },
  ])
  expect((await at.services.documents.commit(tenantId, writes)).committed).toBe(true)
}
