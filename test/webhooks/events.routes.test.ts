import { beforeEach, expect, test } from 'vitest'
import { sweep } from '#functions/jobs/sweeper.ts'
import { globalReader } from '../support/simulated/app.ts'
import { aWebhook, day, minute, url } from './a-receiver.ts'

let one: Awaited<ReturnType<typeof aWebhook>>

beforeEach(async () => {
  one = await aWebhook()
})

test('a purchase is told as a CloudEvent to whoever registered for it (B13, R130)', async () => {
  const { id } = await one.buy()
  await one.work()
  const [event] = one.got()
  expect(event).toMatchObject({
    specversion: '1.0',
    type: 'subscription.purchased',
    source: 'https://api.example/tenants/11111111-1111-4111-8111-111111111111',
    subject: `subscriptions/${id}`,
    data: { subscriptionId: id, by: { displayName: 'Bill' }, facts: { totalLicenses: 10 } },
  })
  expect(one.receivers.received[0]).toMatchObject({ address: url, id: event?.id })
  expect(one.receivers.asked).toEqual([url])
  expect((await one.list()).body['value']).toMatchObject([{ status: 'Delivered', attempts: 1, event }])
  expect((await one.webhook()).body).toMatchObject({ status: 'Active', waitingEvents: 0, parkedEvents: 0 })
})

test('values in the query of a webhook’s address are shown to who may change it, and to nobody else (B13)', async () => {
  const params = { id: one.id }
  const patch = async (url: string) => {
    const headers = { 'if-match': (await one.webhook()).headers['etag'] ?? '' }
    return one.bill.ask('webhooks-update', { params, headers, body: { url } })
  }
  const secret = `${url}?sig=c2VjcmV0&sv=2026&c2VjcmV0&=c2VjcmV0&a=b=c2VjcmV0`
  expect((await patch(secret)).body).toMatchObject({ url: secret })
  expect((await one.webhook()).body).toMatchObject({ url: secret })
  const rhea = await one.at.person('Rhea', { roles: [globalReader] })
  const shown = `${url}?sig=***&sv=***&***&***&a=***`
  expect((await rhea.ask('webhooks-get', { params })).body).toMatchObject({ url: shown })
  expect((await rhea.ask('webhooks-list')).body).toMatchObject({ value: [{ url: shown }] })
  const headers = { 'if-match': (await one.webhook()).headers['etag'] ?? '' }
  expect((await one.bill.ask('webhooks-delete', { params, headers })).status).toBe(204)
  const trail = JSON.stringify(one.at.all('audit'))
  expect(trail).toContain(shown)
  expect(trail).not.toContain('c2VjcmV0')
})

test('what a webhook did not ask for is not told there', async () => {
  one = await aWebhook({ types: ['policy.changed'] })
  await one.buy()
  expect(one.deliveries()).toEqual([])
})

test('an event waits in the batch of its change: none without the other', async () => {
  const { services, documents } = one.at
  documents.faults.beforeCommit = async (_, writes) => {
    const kinds = writes.map((write) => ('document' in write ? write.document.type : ''))
    const tells = writes.some(
      (write) =>
        'document' in write && (write.document as { action?: string }).action === 'subscription.purchased',
    )
    if (tells)
      expect(kinds.filter((kind) => ['audit', 'eventLine', 'delivery'].includes(kind))).toHaveLength(3)
  }
  await one.buy()
  expect(one.deliveries()).toHaveLength(1)
  expect(services.documents).not.toBe(documents.documents)
})

test('an organisation without webhooks pays one read for a batch that tells of an event, and writes nothing more', async () => {
  const params = { id: one.id }
  const headers = { 'if-match': (await one.webhook()).headers['etag'] ?? '' }
  expect((await one.bill.ask('webhooks-delete', { params, headers })).status).toBe(204)
  const sizes: number[] = []
  let reads = 0
  const { faults } = one.at.documents
  faults.beforeRead = async () => {
    reads += 1
  }
  faults.beforeCommit = async (_, writes) => {
    sizes.push(writes.length)
  }
  const tells = (action: string) =>
    one.at.services.documents.commit(one.id, [
      { kind: 'create', document: { ...entry, id: `audit:${action}`, action, tenantId: one.id } as never },
    ])
  await tells('licences.assigned')
  expect(reads).toBe(0)
  await tells('subscription.purchased')
  expect(reads).toBe(1)
  expect(sizes).toEqual([1, 1])
})

test('events of one subscription keep their order, also when a later one could go (B13)', async () => {
  const bought = await one.buy()
  one.says.post = () => ({ status: 500 })
  await one.work()
  await one.change(bought, 12)
  await one.change(bought, 14)
  const other = await one.buy()
  one.says.post = ({ body }) => ({ status: body.includes(other.id) ? 200 : 500 })
  await one.work()
  // The first of the other subscription went; those behind the refused one wait.
  expect(one.types()).toEqual(['subscription.purchased', 'subscription.purchased'])
  one.says.post = () => ({ status: 200 })
  one.at.pass(minute)
  await one.work()
  const ours = one.got().filter(({ data }) => data.subscriptionId === bought.id)
  expect(ours.map(({ data }) => data.facts['to'])).toEqual([undefined, undefined, 12, 14])
  expect(ours[0]?.id).toBe(ours[1]?.id)
})

test('a receiver that is down for three tries gets everything later, and is left alone in between (B13)', async () => {
  await one.buy()
  one.says.post = () => ({ problem: 'noConnection' })
  for (const pause of [0, 5_000, 30_000]) {
    one.at.pass(pause)
    await one.work()
    // Nothing is sent before it is time again.
    await one.work()
  }
  expect(one.receivers.received).toHaveLength(3)
  expect((await one.webhook()).body).toMatchObject({
    status: 'Failing',
    failing: { attempts: 3, problem: 'noConnection' },
    waitingEvents: 1,
  })
  one.says.post = () => ({ status: 200 })
  one.at.pass(2 * minute)
  await one.work()
  expect(one.deliveries()).toMatchObject([{ state: 'delivered', attempts: 4 }])
  expect((await one.webhook()).body).toMatchObject({ status: 'Active', waitingEvents: 0 })
})

test('after three days of refusals an event is parked and holds back the later ones, until it is resent (B13)', async () => {
  const bought = await one.buy()
  one.says.post = () => ({ status: 500 })
  await one.work()
  await one.change(bought, 12)
  for (let hours = 0; hours < 72; hours += 4) {
    one.at.pass(day / 6)
    await one.work()
  }
  expect((await one.webhook()).body).toMatchObject({ parkedEvents: 1, waitingEvents: 1, status: 'Active' })
  const sent = one.receivers.received.length
  expect(sent).toBeGreaterThan(10)
  one.says.post = () => ({ status: 200 })
  one.at.pass(day)
  await one.work()
  expect(one.receivers.received).toHaveLength(sent)

  const [parked] = (await one.list('Parked')).body['value'] as { id: string }[]
  const [later] = (await one.list('Waiting')).body['value'] as { id: string }[]
  const look = async (deliveryId = '') =>
    (await one.bill.ask('webhooks-deliveries-get', { params: { id: one.id, deliveryId } })).body
  expect(await look(later?.id)).toMatchObject({ status: 'Waiting', attempts: 0, waitsForId: parked?.id })
  expect(await look(parked?.id)).not.toHaveProperty('nextTryDateTime')
  const params = { id: one.id, deliveryId: parked?.id ?? '' }
  const resent = await one.bill.ask('webhooks-deliveries-resend', { params, body: {} })
  expect(resent).toMatchObject({ status: 200, body: { status: 'Waiting' } })
  const turn = await look(parked?.id)
  expect(turn).toMatchObject({ nextTryDateTime: expect.any(String) })
  expect(turn).not.toHaveProperty('waitsForId')
  await one.work()
  expect(await look(parked?.id)).not.toHaveProperty('nextTryDateTime')
  const changed = await one.bill.ask('webhooks-deliveries-list', {
    params: { id: one.id },
    query: { type: 'subscription.changed' },
  })
  expect(changed.body['value']).toMatchObject([{ id: later?.id, status: 'Delivered' }])
  expect(one.types().slice(sent)).toEqual(['subscription.purchased', 'subscription.changed'])
  const again = await one.bill.ask('webhooks-deliveries-resend', { params, body: {} })
  expect(again.body.error).toMatchObject({ code: 'DeliveryNotParked', innererror: { state: 'delivered' } })
})

test('a receiver that says 410 has the event parked at once; dropped, the next one goes (B13)', async () => {
  const bought = await one.buy()
  await one.change(bought, 12)
  one.says.post = () => ({ status: 410 })
  await one.work()
  expect(one.receivers.received).toHaveLength(1)
  const [parked] = (await one.list('Parked')).body['value'] as { id: string }[]
  one.says.post = () => ({ status: 200 })
  const params = { id: one.id, deliveryId: parked?.id ?? '' }
  const dropped = await one.bill.ask('webhooks-deliveries-drop', { params, body: {} })
  expect(dropped).toMatchObject({ status: 200, body: { status: 'Dropped' } })
  await one.work()
  expect(one.types()).toEqual(['subscription.purchased', 'subscription.changed'])
  expect(one.deliveries().map(({ state }) => state)).toEqual(['dropped', 'delivered'])
})

test('what nobody was there for in three days is parked at once, and all of it is sent again by one call', async () => {
  one.says.post = () => ({ problem: 'noAnswerInTime' })
  for (let count = 0; count < 6; count += 1) await one.buy(10 + count)
  for (let hours = 0; hours <= 80; hours += 8) {
    await one.work()
    one.at.pass(day / 3)
  }
  expect((await one.webhook()).body).toMatchObject({ parkedEvents: 6, waitingEvents: 0 })
  one.says.post = () => ({ status: 200 })
  const asked = await one.bill.ask('webhooks-resend-parked', { params: { id: one.id }, body: {} })
  expect(asked.status).toBe(202)
  await one.work()
  expect(one.deliveries().map(({ state }) => state)).toEqual(Array(6).fill('delivered'))
  expect(one.health()).toMatchObject({ state: 'steady', claim: null, failures: 0 })
})

test('nothing is sent to a receiver that has not said it wants events, and that is said', async () => {
  one.says.allowed = false
  await one.buy()
  await one.work()
  expect(one.receivers.received).toEqual([])
  expect((await one.webhook()).body).toMatchObject({
    status: 'Refused',
    handshake: { state: 'Refused', status: 200 },
  })
  one.says.allowed = true
  one.at.pass(5_000)
  await one.work()
  expect(one.types()).toEqual(['subscription.purchased'])
  expect((await one.webhook()).body).toMatchObject({ status: 'Active', handshake: { state: 'Allowed' } })
})

test('no more events a minute are sent than the receiver wants', async () => {
  one.says.perMinute = 30
  const bought = await one.buy()
  await one.change(bought, 12)
  await one.change(bought, 14)
  await one.work()
  const times = one.receivers.received.map(({ at }) => Date.parse(at))
  expect(times).toHaveLength(3)
  expect(times.slice(1).map((time, at) => time - (times[at] ?? 0))).toEqual([2_000, 2_000])
})

test('a receiver that wants one event a minute keeps no worker waiting for it', async () => {
  one.says.perMinute = 1
  const bought = await one.buy()
  await one.change(bought, 12)
  await one.work()
  expect(one.receivers.received).toHaveLength(1)
  expect(one.health()).toMatchObject({ claim: null, failures: 0 })
  await one.work()
  expect(one.receivers.received).toHaveLength(1)
  one.at.pass(minute)
  await one.work()
  expect(one.types()).toEqual(['subscription.purchased', 'subscription.changed'])
})

test('the sweeper makes up for a lost message, and leaves alone what is paused or waits for its time', async () => {
  const sweeps = () => sweep(one.at.services)
  const waiting = () =>
    one.at.messages.pending().filter(({ message }) => message.id.includes(':sweep')).length
  await one.buy()
  one.at.pass(30_000)
  await sweeps()
  expect(waiting()).toBe(1)
  one.says.post = () => ({ problem: 'noConnection' })
  await one.work()
  const before = waiting()
  one.at.pass(1_000)
  await sweeps()
  expect(waiting()).toBe(before)
  const headers = { 'if-match': (await one.webhook()).headers['etag'] ?? '' }
  await one.bill.ask('webhooks-update', { params: { id: one.id }, headers, body: { enabled: false } })
  one.at.pass(day)
  await sweeps()
  expect(waiting()).toBe(before)
})

test('what a receiver refuses counts as an event of its minute', async () => {
  one.says.perMinute = 1
  one.says.post = () => ({ status: 500 })
  await one.buy()
  await one.buy(12)
  await one.work()
  expect(one.receivers.received).toHaveLength(1)
  expect(one.health()).toMatchObject({ claim: null, failures: 0 })
})

test('both secrets sign for a day after the new one was asked for (B13)', async () => {
  const first = one.made.body['secret']
  const rotated = await one.bill.ask('webhooks-rotate-secret', { params: { id: one.id }, body: {} })
  const second = rotated.body['secret']
  expect(second).not.toBe(first)
  await one.buy()
  await one.work()
  expect(one.receivers.received.at(-1)?.secrets).toEqual([second, first])
  one.at.pass(day)
  await one.buy()
  await one.work()
  expect(one.receivers.received.at(-1)?.secrets).toEqual([second])
  expect((await one.webhook()).text).not.toContain('whsec_')
})

test('a test is sent once, whatever the webhook wants, and says what came of it', async () => {
  one.says.post = () => ({ status: 500 })
  const sent = await one.bill.ask('webhooks-send-test', { params: { id: one.id }, body: {} })
  expect(sent).toMatchObject({ status: 202, body: { status: 'Waiting', event: { type: 'webhook.test' } } })
  await one.work()
  one.at.pass(minute)
  await one.work()
  expect(one.types()).toEqual(['webhook.test'])
  expect((await one.list()).body['value']).toMatchObject([
    { status: 'Dropped', lastAttempt: { status: 500 } },
  ])
})

test('while a webhook is paused nothing is kept for it; what waited goes on afterwards', async () => {
  await one.buy()
  const params = { id: one.id }
  const switchTo = async (enabled: boolean) => {
    const headers = { 'if-match': (await one.webhook()).headers['etag'] ?? '' }
    return one.bill.ask('webhooks-update', { params, headers, body: { enabled } })
  }
  expect((await switchTo(false)).body).toMatchObject({ status: 'Paused' })
  await one.buy()
  await one.work()
  expect(one.deliveries()).toMatchObject([{ state: 'waiting' }])
  await switchTo(true)
  await one.work()
  expect(one.deliveries()).toMatchObject([{ state: 'delivered' }])
})

test('what waits for a webhook goes with it', async () => {
  await one.buy()
  const headers = { 'if-match': (await one.webhook()).headers['etag'] ?? '' }
  await one.bill.ask('webhooks-delete', { params: { id: one.id }, headers })
  await one.work()
  expect([...one.deliveries(), ...one.lines()]).toEqual([])
  expect(one.receivers.received).toEqual([])
})

test('an organisation has five webhooks at most', async () => {
  const body = { url, description: 'Books', types: ['policy.changed'] }
  const answers = []
  for (let count = 0; count < 5; count += 1) answers.push(await one.bill.ask('webhooks-create', { body }))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 409])
  expect(answers.at(-1)?.body.error).toMatchObject({ code: 'TooManyWebhooks', innererror: { max: 5 } })
})

test('an address that is not public is refused where it is given', async () => {
  const body = { url: 'https://127.0.0.1/in', description: 'Books', types: ['policy.changed'] }
  const { status, body: answer } = await one.bill.ask('webhooks-create', { body })
  expect(status).toBe(400)
  expect(answer.error).toMatchObject({ code: 'InvalidRequest', target: 'url' })
})

test('a worker that finds another one at it makes that one look again before it leaves', async () => {
  let during: Promise<unknown> | undefined
  one.says.post = async () => {
    if (!during) {
      during = one.buy().then(() => one.work())
      await during
    }
    return { status: 200 }
  }
  await one.buy()
  await one.work()
  expect(one.deliveries().map(({ state }) => state)).toEqual(['delivered', 'delivered'])
})

const entry = {
  type: 'audit',
  schemaVersion: 1,
  by: { id: 'x', name: 'x', tenantId: 'x' },
  actorId: 'x',
  at: '2026-11-21T10:00:00.000Z',
  place: 'x',
  subscriptionId: 's',
  productId: null,
  operationId: null,
  facts: {},
}
