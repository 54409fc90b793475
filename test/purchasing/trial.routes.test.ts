import { beforeEach, describe, expect, test } from 'vitest'
import { globalAdmin, type Person, simulatedApp } from '../support/simulated/app.ts'

/** What can be done with a trial before its thirty days are over, besides buying what it is a trial of. */

let at: ReturnType<typeof simulatedApp>
let anna: Person
let gaia: Person
let params: { readonly id: string }
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  anna = await at.person('Anna')
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const body = { productId: 'CFQ7TTC0HD33', channel: 'trial' }
  const started = await anna.ask('purchasing-buy', { body })
  expect(started.status).toBe(201)
  params = { id: String(started.body['id']) }
})

const cancelBy = async (person: Person) => {
  const { headers } = await gaia.ask('subscriptions-get', { params })
  return person.ask('take-over-cancel', {
    params,
    body: { reason: 'unused', confirm: true },
    headers: { 'if-match': String(headers['etag']) },
  })
}

describe('B21 a trial', () => {
  test('is quoted with the day on which it ends', async () => {
    const body = { productId: 'CFQ7TTC0HD33', channel: 'trial', totalLicenses: 1 }
    const quoted = await anna.ask('purchasing-quote', { body })
    const { body: trial } = await gaia.ask('subscriptions-get', { params })
    expect(quoted.body).toMatchObject({ expirationDate: trial['expirationDate'], total: { amount: 0 } })
  })

  test('is cancelled by whoever tries', async () => {
    expect((await cancelBy(anna)).status).toBe(202)
  })

  test('is taken over by administrators, who may then cancel it; until then they may not', async () => {
    expect((await cancelBy(gaia)).body.error['code']).toBe('TakeControlRequired')
    expect((await gaia.ask('take-over-take-control', { params, body: {} })).status).toBe(200)
    expect((await cancelBy(anna)).body.error['code']).toBe('UnderAdminControl')
    expect((await cancelBy(gaia)).status).toBe(202)
  })

  test('is there once for each person and product', async () => {
    const again = await anna.ask('purchasing-buy', { body: { productId: 'CFQ7TTC0HD33', channel: 'trial' } })
    expect([again.status, again.body.error['code']]).toEqual([409, 'TrialUsed'])
  })
})
