import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { type Answered, billingAdmin, type Person, simulatedApp } from '../support/simulated/app.ts'

let at: ReturnType<typeof simulatedApp>
let bill: Person

beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  bill = await at.person('Bill', { roles: [billingAdmin] })
})

const wanted = { productId: 'CFQ7TTC0H9MP', totalLicenses: 12 }
const open = (body: object = wanted) => bill.ask('purchasing-orders-create', { body })
const idOf = ({ body }: Answered) => body['id'] as string
const complete = (id: string, person = bill) =>
  person.ask('purchasing-orders-complete', { params: { id }, body: {} })
const bought = () => at.all<Subscription>('subscription')

test('an order is opened with its price, gives no licences, and is completed in one step (R064)', async () => {
  const opened = await open()
  expect(opened.status).toBe(201)
  expect(opened.body).toMatchObject({ status: 'Open', totalLicenses: 12, agreementId: 'A-1' })
  expect(bought()).toEqual([])

  const completed = await complete(idOf(opened))
  expect(completed.status).toBe(201)
  expect(completed.body).toMatchObject({ channel: 'central', status: 'Active', availableLicenses: 12 })
  expect(completed.body['price']).toEqual(opened.body['unitPrice'])
  const read = await bill.ask('purchasing-orders-get', { params: { id: idOf(opened) } })
  expect(read.body).toMatchObject({ status: 'Completed', subscriptionId: completed.body['id'] })
  expect(at.all('invoice')).toMatchObject([{ total: opened.body['total'] }])
  expect(at.all<AuditEntry>('audit').map(({ action }) => action)).toEqual([
    'order.opened',
    'subscription.purchased',
  ])
})

test('an order is completed once, whoever else tries (R064)', async () => {
  const id = idOf(await open())
  const other = await at.person('Bea', { roles: [billingAdmin] })
  const answers = await Promise.all([complete(id), complete(id, other)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
  expect(bought()).toHaveLength(1)
  const again = await complete(id)
  expect(again.body.error).toMatchObject({
    code: 'OrderCompleted',
    innererror: { subscriptionId: bought()[0]?.id },
  })
})

test('what nobody completes within the hour is gone (R064)', async () => {
  const id = idOf(await open())
  at.moveClock(3_600_000 - 1)
  expect((await bill.ask('purchasing-orders-get', { params: { id } })).status).toBe(200)
  at.moveClock(1)
  expect((await bill.ask('purchasing-orders-get', { params: { id } })).status).toBe(404)
  expect((await complete(id)).status).toBe(404)
  expect(bought()).toEqual([])
})

test('only administrators buy that way, and only what is sold centrally (R060, R064)', async () => {
  const mia = await at.person('Mia')
  expect((await mia.ask('purchasing-orders-create', { body: wanted })).status).toBe(403)
  const id = idOf(await open())
  expect((await complete(id, mia)).status).toBe(403)
  expect((await open({ ...wanted, productId: 'POWERBIVISUALS' })).body.error['code']).toBe(
    'ProductNotOffered',
  )
  expect((await open({ ...wanted, totalLicenses: 0 })).status).toBe(400)
  expect(bought()).toEqual([])
})
