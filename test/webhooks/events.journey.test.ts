import { afterEach, beforeEach, expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { aReceiver, type Receiver, verify } from '../support/clients/event-receiver.ts'
import { anOrganisation, type Organisation } from '../support/clients/journey.ts'
import {
  askTotal,
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  move,
  read,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { eventually } from '../support/clients/system.ts'
import { deliveries, makeWebhook } from '../support/clients/webhooks.ts'

const every = [
  'subscription.purchased',
  'subscription.changed',
  'subscription.controlTaken',
  'subscription.moved',
  'subscription.cancelled',
  'policy.changed',
]

let organisation: Organisation
let receivers: Receiver[]

beforeEach(async () => {
  organisation = await anOrganisation()
  receivers = []
})
afterEach(async () => {
  await Promise.all(receivers.map((receiver) => receiver.close()))
})

async function listening(answer?: Receiver['answer']): Promise<Receiver> {
  const receiver = await aReceiver(answer)
  receivers.push(receiver)
  return receiver
}

const typesAt = ({ came }: Receiver) => came.map(({ type }) => type)

test('a receiver is told of a whole take-over in order, and the specification’s own library verifies it (B13, R130, R171)', async () => {
  const { globalAdmin, billingAdmin, purchaser, members } = organisation
  const receiver = await listening()
  const { id, secret } = await makeWebhook(globalAdmin, receiver, every)
  const source = await buy(purchaser)
  await assign(purchaser, source, members)
  const target = await buyCentrally(billingAdmin)
  const taken = await takeControl(globalAdmin, source)
  await ended(globalAdmin, await move(globalAdmin, taken, target))
  const other = await buy(purchaser)
  await ended(purchaser, await cancel(purchaser, other))
  await eventually(() => receiver.came.length === 6)

  const about = (wanted: { readonly id: string }) =>
    receiver.came.filter(({ subscriptionId }) => subscriptionId === wanted.id).map(({ type }) => type)
  expect(about(source)).toEqual(['subscription.purchased', 'subscription.controlTaken', 'subscription.moved'])
  expect(about(target)).toEqual(['subscription.purchased'])
  expect(about(other)).toEqual(['subscription.purchased', 'subscription.cancelled'])
  for (const one of receiver.came) {
    verify(secret, one)
    expect(one.headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': one.id,
    })
  }
  expect(receiver.origins).toHaveLength(1)

  const rotated = await expectStatus(globalAdmin.post<{ secret: string }>(`webhooks/${id}/rotateSecret`), 200)
  await askTotal(globalAdmin, target, target.totalLicenses + 1)
  const last = await eventually(() => receiver.came.find(({ type }) => type === 'subscription.changed'))
  verify(secret, last)
  verify(rotated.body.secret, last)
  expect(() => verify('whsec_bm90IHRoZSBzZWNyZXQgb2YgdGhpcw==', last)).toThrow()
})

test('a receiver that is down for three tries gets everything later, in order (B13)', async () => {
  const { globalAdmin, billingAdmin } = organisation
  const receiver = await listening(() => 503)
  const { id } = await makeWebhook(globalAdmin, receiver, every)
  const target = await buyCentrally(billingAdmin, { totalLicenses: 5 })
  await eventually(() => receiver.came.length === 1)
  await askTotal(billingAdmin, target, 6)
  await askTotal(billingAdmin, await read(billingAdmin, target), 7)
  // The second try comes by itself; nobody waits for the longer pauses after that here.
  await eventually(() => receiver.came.length === 2)
  const tryNow = () => expectStatus(globalAdmin.post(`webhooks/${id}/resendParked`), 202)
  await eventually(async () => (await webhook(id)).failing?.attempts === 2)
  await tryNow()
  await eventually(async () => (await webhook(id)).failing?.attempts === 3)
  expect(await webhook(id)).toMatchObject({ status: 'Failing', waitingEvents: 3, failing: { status: 503 } })

  receiver.answer = () => 204
  await tryNow()
  await eventually(async () => (await deliveries(globalAdmin, id, 'Delivered')).length === 3)
  expect(typesAt(receiver)).toEqual([
    ...Array(4).fill('subscription.purchased'),
    'subscription.changed',
    'subscription.changed',
  ])
  expect(new Set(receiver.came.map((one) => one.id)).size).toBe(3)
  expect(receiver.came.slice(4).map(({ facts }) => facts['to'])).toEqual([6, 7])
  expect(await webhook(id)).toMatchObject({ status: 'Active', waitingEvents: 0 })
})

test('a receiver that wants an event no more parks it with those behind it, which are resent or dropped by hand (B13)', async () => {
  const { globalAdmin, billingAdmin } = organisation
  const receiver = await listening(() => 410)
  const { id } = await makeWebhook(globalAdmin, receiver, every)
  const target = await buyCentrally(billingAdmin, { totalLicenses: 5 })
  const parked = () => eventually(async () => (await deliveries(globalAdmin, id, 'Parked'))[0])
  const first = await parked()
  await askTotal(billingAdmin, target, 6)
  await askTotal(billingAdmin, await read(billingAdmin, target), 7)
  expect(await webhook(id)).toMatchObject({ status: 'Active', parkedEvents: 1, waitingEvents: 2 })

  await expectStatus(globalAdmin.post(`webhooks/${id}/deliveries/${first.id}/drop`), 200)
  const second = await eventually(async () => (await parked()).id !== first.id && (await parked()))
  receiver.answer = () => 204
  await expectStatus(globalAdmin.post(`webhooks/${id}/deliveries/${second.id}/resend`), 200)
  await eventually(async () => (await deliveries(globalAdmin, id, 'Delivered')).length === 2)
  const states = (await deliveries(globalAdmin, id)).map(({ status }) => status)
  expect(states).toEqual(['Delivered', 'Delivered', 'Dropped'])
  expect(receiver.came.map(({ facts }) => facts['to'])).toEqual([undefined, 6, 6, 7])
})

test('a receiver that hangs delays no other one, and one that does not say it wants events gets none (B13)', async () => {
  const { globalAdmin, billingAdmin } = organisation
  const hanging = await listening(() => 'hang')
  const shy = await listening()
  shy.wants = false
  const quick = await listening()
  await makeWebhook(globalAdmin, hanging, every)
  const refusing = await makeWebhook(globalAdmin, shy, every)
  await makeWebhook(globalAdmin, quick, every)
  const began = Date.now()
  await buyCentrally(billingAdmin)
  await eventually(() => quick.came.length === 1)
  await eventually(() => hanging.came.length === 1)
  await buyCentrally(billingAdmin)
  await eventually(() => quick.came.length === 2)
  // The first call there has not even been given up by then.
  expect(Date.now() - began).toBeLessThan(9_000)
  expect(hanging.came).toHaveLength(1)
  expect(await webhook(refusing.id)).toMatchObject({
    status: 'Refused',
    handshake: { state: 'Refused', status: 200 },
  })
  expect(shy.came).toEqual([])
})

interface Seen {
  readonly status: string
  readonly failing?: { readonly attempts: number }
}

async function webhook(id: string): Promise<Seen> {
  return (await expectStatus(organisation.globalAdmin.get<Seen>(`webhooks/${id}`), 200)).body
}
