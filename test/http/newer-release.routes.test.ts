import { globSync, readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { SubscriptionId } from '#core/kernel/ids.ts'
import { type DocumentBase, schemaVersionMax } from '#core/ports/documents.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { jobs } from '#functions/jobs.ts'
import { anActive, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** Beside this release runs a newer one, which stores documents in a shape that this one does not know. */

let at: ReturnType<typeof simulatedApp>
let gaia: Person
const [source, target] = [subscriptionId(1), subscriptionId(2)]
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  await at.store(
    anActive({ id: source, tenantId, seats: 5, purchaserId: gaia.userId }),
    anActive({ id: target, tenantId, channel: 'central', seats: 9 }),
  )
})

/** What the other release does to a document; 0 takes it back. */
async function storedAs(versions: number, ...ids: string[]): Promise<void> {
  for (const id of ids) {
    const document = at.documents.peek(tenantId, id) as DocumentBase
    const schemaVersion = (schemaVersionMax + versions) as 1
    await at.services.documents.commit(tenantId, [
      { kind: 'upsert', document: { ...document, schemaVersion } },
    ])
  }
}

const ofSource = (id: SubscriptionId = source) => ({
  params: { id },
  headers: { 'if-match': at.documents.peek(tenantId, id)?._etag ?? '' },
})
const everything = () => JSON.stringify(at.documents.all(tenantId))
const notNow = {
  status: 503,
  body: { error: { code: 'ServiceUnavailable', innererror: { outcome: 'notDone' } } },
  headers: { 'retry-after': '15' },
}

test('what it has stored is answered with 503 and when to come back, by itself and in a list', async () => {
  await storedAs(1, source)
  expect(await gaia.ask('subscriptions-get', { params: { id: source } })).toMatchObject(notNow)
  expect(await gaia.ask('subscriptions-list')).toMatchObject(notNow)
  expect((await gaia.ask('subscriptions-get', { params: { id: target } })).status).toBe(200)
})

test('nothing is changed of it, whether it was read before or not, and it is done once it can be', async () => {
  const move = async () =>
    gaia.ask('take-over-move-users', {
      ...ofSource(),
      repeat: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
      body: { targetSubscriptionId: target, confirm: true },
    })
  for (const newer of [source, target, documentId.policy, documentId.tenant, `user:${gaia.userId}`]) {
    await storedAs(1, newer)
    const before = everything()
    expect(await move(), newer).toMatchObject(notNow)
    expect(everything()).toBe(before)
    await storedAs(0, newer)
  }
  expect((await move()).status).toBe(202)
})

test('what it counts in is not counted in, and with that nothing of the batch happens', async () => {
  const started = await gaia.ask('take-over-cancel', {
    ...ofSource(),
    body: { reason: 'unused', confirm: true },
  })
  expect(started.status).toBe(202)
  await storedAs(1, documentId.operationCounts)
  const before = everything()
  const cancel = () =>
    gaia.ask('take-over-cancel', { ...ofSource(target), body: { reason: 'unused', confirm: true } })
  expect(await cancel()).toMatchObject(notNow)
  expect(everything()).toBe(before)
  await storedAs(0, documentId.operationCounts)
  expect((await cancel()).status).toBe(202)
})

test('work on it waits for the newer release, and goes on there or here', async () => {
  await gaia.ask('take-over-cancel', { ...ofSource(), body: { reason: 'unused', confirm: true } })
  const [operation] = at.all<Operation>('operation')
  const id = operation?.id ?? ''
  await storedAs(1, id)
  const before = everything()
  expect(await work()).toBe('completed')
  expect(everything()).toBe(before)
  expect(at.messages.pending()).toHaveLength(1)

  await storedAs(0, id)
  at.pass(60_000)
  expect(await work()).toBe('completed')
  expect(at.documents.peek(tenantId, id)).toMatchObject({ state: 'Succeeded' })
})

/** Takes the next message as the host does. */
async function work(): Promise<'completed' | 'abandoned' | undefined> {
  const queue = jobs.queueOf('cancel')
  const delivery = at.messages.takeNext(queue)
  if (!delivery) return undefined
  try {
    await jobs.of(queue).handle(at.services, queue, delivery.message.body, delivery.deliveryCount)
    at.messages.complete(delivery)
    return 'completed'
  } catch {
    at.messages.abandon(delivery)
    return 'abandoned'
  }
}

test('what it works on keeps no other forgotten work from being found', async () => {
  for (const id of [source, target])
    await gaia.ask('take-over-cancel', { ...ofSource(id), body: { reason: 'unused', confirm: true } })
  const [first, second] = at.all<Operation>('operation').map(({ id }) => id)
  at.pass(60_000)
  for (const newer of [first, second]) {
    await storedAs(1, newer ?? '')
    const before = at.messages.pending().length
    await sweep(at.services)
    expect(at.messages.pending().length).toBe(before + 1)
    await storedAs(0, newer ?? '')
    at.pass(60_000)
  }
})

test('the product writes over nothing that it has not read', () => {
  const files = globSync('{core,functions}/**/*.ts')
  expect(files.length).toBeGreaterThan(300)
  const upserting = files.filter((file) => /kind: 'upsert'/.test(readFileSync(file, 'utf8')))
  // The port itself says what there is.
  expect(upserting).toEqual(['core/ports/documents.ts'])
})
