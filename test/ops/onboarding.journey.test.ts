import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anOrganisation, operator } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  holders,
  idsOf,
  pages,
  read,
  type Subscription,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'

const facts = {
  displayName: 'Kanaalzicht',
  domains: ['kanaalzicht.example'],
  country: 'BE',
  tenantType: 'commercial',
  managed: true,
  cloud: 'germany',
  language: 'nl',
  agreementId: 'AGR-9',
}

test('R176: an organisation is onboarded with its cloud, one of three, and changed with the ETag of now only', async () => {
  const path = `/ops/tenants/${randomUUID()}`
  for (const wrong of [{ cloud: 'moon' }, { country: 'Belgium' }, { tenantType: 'club' }, { domains: [] }]) {
    expect(said(await operator.put(path, { ...facts, ...wrong }))).toBe('400 InvalidRequest')
  }
  const onboarded = await operator.put(path, facts)
  expect(onboarded.status).toBe(201)
  expect(onboarded.body).toMatchObject({ cloud: 'germany', allowAdHocSubscriptions: true })

  expect(said(await operator.put(path, facts))).toBe('428 PreconditionRequired')
  const stale = await operator.put(path, facts, { headers: { 'if-match': '"stale"' } })
  expect(said(stale)).toBe('412 PreconditionFailed')
  const headers = { 'if-match': onboarded.headers.get('etag') ?? '' }
  const changed = await operator.put(path, { ...facts, cloud: '21vianet' }, { headers })
  expect(changed.status).toBe(200)
  expect(changed.body).toMatchObject({ cloud: '21vianet' })
})

test('R138: people are known by their organisation’s list; a good token alone is not enough', async () => {
  const { purchaser, id } = await anOrganisation()
  const stranger = purchaser.withClaims({ oid: randomUUID() })
  expect(said(await stranger.get('subscriptions'))).toBe('403 PersonNotKnown')
  const elsewhere = purchaser.withClaims({ tid: randomUUID(), iss: undefined })
  expect(said(await elsewhere.get('subscriptions'))).toMatch(/^40[13]/)
  expect(said(await elsewhere.get(`/tenants/${id}/subscriptions`))).toMatch(/^40[14]/)
  const unknown = await operator.post(`/ops/tenants/${randomUUID()}/users/import`, { users: [] })
  expect(said(unknown)).toBe('400 InvalidRequest')
})

test('R029 R165: the purchaser’s account is disabled: users keep their licences, administrators see it all', async () => {
  const { globalAdmin, purchaser, members, add } = await anOrganisation()
  const bought = await buy(purchaser)
  await assign(purchaser, bought, members)
  const before = await read(globalAdmin, bought)
  const { id, name: displayName, address: mail } = purchaser

  await add({ id, displayName, mail, accountEnabled: false })

  // All that changes is that administrators are shown it as an orphan.
  const { etag: _, ...sameAsBefore } = before
  const { etag: __, orphanedSince: ___, ...now } = await read(globalAdmin, bought)
  expect(now).toEqual(sameAsBefore)
  expect(await holders(globalAdmin, bought)).toEqual(idsOf(members))
  const [row] = await pages<Subscription>(globalAdmin, 'subscriptions?channel=selfService')
  expect(row).toMatchObject({ status: 'Active', purchaser: { displayName: 'Inge Hallström' } })
  expect((await takeControl(globalAdmin, bought)).actions).toContain('cancel')
})
