import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Document } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** What stays of a purchase when whoever made it has left: the account is disabled, or is not there any more. */

const powerBiPro = 'CFQ7TTC0H9MP'

let at: ReturnType<typeof simulatedApp>
let anna: Person
let bob: Person
let gaia: Person
let params: { readonly id: string }
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  anna = await at.person('Anna')
  bob = await at.person('Bob')
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const card = await anna.ask('billing-payment-methods-create', { body: { type: 'card', token: 'tok_ok' } })
  const order = { productId: powerBiPro, channel: 'selfService', totalLicenses: 5 }
  const body = { ...order, paymentMethodId: card.body['id'] }
  const bought = await anna.ask('purchasing-buy', { body, repeat: randomUUID() })
  params = { id: String(bought.body['id']) }
  expect((await anna.ask('seats-assign', { params, body: { userIds: [bob.userId] } })).status).toBe(200)
})

const accountOf = ({ userId }: Person) => documentId.user(userId)
const change = (...writes: Parameters<typeof at.services.documents.commit>[1]) =>
  at.services.documents.commit(tenantId, writes)
const left = {
  'is disabled': () => change({ kind: 'patch', id: accountOf(anna), set: { accountEnabled: false } }),
  'is not there any more': () => change({ kind: 'delete', id: accountOf(anna) }),
} as const
const rows = async () => {
  const query = { channel: 'selfService' }
  return (await gaia.ask('subscriptions-list', { query })).body['value'] as Record<string, unknown>[]
}

describe.each(Object.entries(left))('the account of who bought it %s:', (_, leave) => {
  test('administrators still see by name who bought it (R029)', async () => {
    const before = await rows()
    expect(before).toMatchObject([{ purchaser: { id: anna.userId, displayName: 'Anna' } }])
    await leave()
    expect(await rows()).toEqual(before)
    const one = await gaia.ask('subscriptions-get', { params })
    expect(one.body['purchaser']).toEqual({ id: anna.userId, displayName: 'Anna' })
    const licences = await gaia.ask('seats-licenses-get', { params: { productId: powerBiPro } })
    expect(licences.body['value']).toMatchObject([{ purchaser: { displayName: 'Anna' } }])
  })

  test('it stays active, and whoever has a licence keeps it (R165)', async () => {
    const assignments = at.all<Assignment & Document>('assignment')
    await leave()
    expect(await rows()).toMatchObject([{ status: 'Active', assignedLicenses: 1 }])
    expect(at.all<Assignment & Document>('assignment')).toEqual(assignments)
    const held = await bob.ask('seats-own-licenses')
    expect(held.body['value']).toMatchObject([{ subscriptionId: params.id }])
  })
})
