import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anOrganisation, type Organisation, type Person } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  holders,
  idsOf,
  pages,
  read,
  type Subscription,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'

const list = (person: Person, query = '') => pages<Subscription>(person, `subscriptions${query}`)

test('R160 R178: the reader reads what administrators read and changes nothing', async () => {
  const { globalAdmin, purchaser, members, add } = await anOrganisation()
  const [reader] = await add({ role: 'globalReader' })
  const bought = await buy(purchaser)
  await assign(purchaser, bought, [members[0]])
  const headers = { 'if-match': (await read(globalAdmin, bought)).etag }
  const at = `subscriptions/${bought.id}`

  expect(idsOf(await list(reader))).toEqual([bought.id])
  expect((await read(reader, bought)).actions).toEqual([])
  expect(await holders(reader, bought)).toEqual([members[0].id])
  for (const path of ['licenses', 'operations', '', 'policies/allowSelfServicePurchase']) {
    expect((await reader.get(path)).status).toBe(200)
  }
  const refusals = await Promise.all([
    reader.post(`${at}/takeControl`),
    reader.post(`${at}/requestCancellation`),
    reader.post(`${at}/moveUsers`, { targetSubscriptionId: randomUUID(), confirm: true }, { headers }),
    reader.put('policies/allowSelfServicePurchase', { policyValue: 'Disabled' }, { headers }),
    reader.patch('', { allowAdHocSubscriptions: false }, { headers }),
  ])
  expect(refusals.map(said)).toEqual(Array(5).fill('403 Forbidden'))
  const cancelling = await reader.post(`${at}/cancel`, { reason: 'unused', confirm: true }, { headers })
  expect(cancelling.status).toBeGreaterThanOrEqual(403)
  expect((await read(globalAdmin, bought)).etag).toBe(headers['if-match'])
})

test('R160 R178: licence and user administrators assign on central and taken-over subscriptions, and nowhere else', async () => {
  const organisation = await anOrganisation()
  const { globalAdmin, purchaser, members, add } = organisation
  const [licenses, users] = await add({ role: 'licenseAdmin' }, { role: 'userAdmin' })
  const open = await buy(purchaser)
  const taken = await takeControl(globalAdmin, await buy(purchaser))
  const central = await buyCentrally(globalAdmin)
  for (const admin of [licenses, users]) {
    expect(await tries(admin, organisation, open)).toEqual(['404 NotFound', '404 NotFound'])
    expect(await tries(admin, organisation, taken)).toEqual(['200', '200'])
    expect(await tries(admin, organisation, central)).toEqual(['200', '200'])
    expect(said(await admin.post(`subscriptions/${open.id}/takeControl`))).toBe('403 Forbidden')
  }
  expect(await holders(globalAdmin, central)).toEqual([])
  expect(members).toHaveLength(4)
})

async function tries(admin: Person, { members }: Organisation, { id }: Subscription) {
  const userIds = [members[0].id]
  const given = await admin.post(`subscriptions/${id}/assignments`, { userIds })
  const taken = await admin.post(`subscriptions/${id}/assignments/remove`, { userIds, confirm: true })
  return [said(given), said(taken)]
}
