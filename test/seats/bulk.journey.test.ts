import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, operator, type Person } from '../support/clients/journey.ts'
import {
  buyCentrally,
  ended,
  holders,
  idsOf,
  type Operation,
  pages,
  read,
  said,
} from '../support/clients/journey-verbs.ts'

interface Row {
  readonly userId: string
  readonly displayName: string
  readonly outcome: string
  readonly reason?: string
  readonly position: number
}

const csv = { headers: { 'content-type': 'text/csv' } }
const at = ({ id }: { readonly id: string }, verb: string) => `subscriptions/${id}/assignments/${verb}`

async function carriedOut(admin: Person, path: string, list: unknown, options = {}) {
  const { body, headers } = await expectStatus(admin.post<Operation>(path, list, options), 202)
  expect(headers.get('operation-location')).toContain(`/operations/${body.id}`)
  const operation = await ended(admin, body)
  const rows = await pages<Row>(admin, `operations/${body.id}/results?maxpagesize=200`)
  expect(rows.map(({ position }) => position)).toEqual(rows.map((_, place) => place + 1))
  return { operation, rows }
}

test('B12 R066 a list of 500 is assigned, exported, assigned elsewhere and taken back, and of each entry it is said what became of it', async () => {
  const { globalAdmin, members, path, add } = await anOrganisation({ members: 498 })
  const elsewhere = await anOrganisation()
  const [first, second] = members
  const team = await buyCentrally(globalAdmin, { totalLicenses: 600 })
  const all = members.map(({ id }) => id)
  const ids = [...all.slice(0, 250), randomUUID(), elsewhere.members[0].id, ...all.slice(250)]

  const given = await carriedOut(globalAdmin, at(team, 'bulk'), { userIds: ids })
  expect(given.operation).toMatchObject({
    kind: 'assignUsers',
    status: 'Succeeded',
    percentComplete: 100,
    progress: { total: 500, succeeded: 498, skipped: 2, failed: 0 },
    result: { usersAssigned: 498 },
  })
  expect(given.rows.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([
    expect.objectContaining({ userId: ids[250], displayName: '', outcome: 'skipped', reason: 'unknown' }),
    expect.objectContaining({ userId: ids[251], displayName: '', outcome: 'skipped', reason: 'unknown' }),
  ])
  expect(given.rows[0]).toMatchObject({ userId: first.id, displayName: first.name })
  expect(await holders(globalAdmin, team)).toEqual(idsOf(members).toSorted())
  expect(await read(globalAdmin, team)).toMatchObject({ assignedLicenses: 498, availableLicenses: 102 })

  const exported = await expectStatus(
    globalAdmin.post<Operation>('licenses/export', { subscriptionIds: [team.id] }),
    202,
  )
  const { result } = await ended(globalAdmin, exported.body)
  const file = (await globalAdmin.get(new URL(String(result?.['downloadUrl'])).pathname)).text

  const small = await buyCentrally(globalAdmin, { totalLicenses: 497 })
  const before = await pages(globalAdmin, `operations?subscriptionId=${small.id}`)
  expect(said(await globalAdmin.post(at(small, 'bulk'), file, csv))).toBe('409 NotEnoughLicenses')
  expect(await holders(globalAdmin, small)).toEqual([])
  expect(await read(globalAdmin, small)).toMatchObject({ assignedLicenses: 0, availableLicenses: 497 })
  expect(await pages(globalAdmin, `operations?subscriptionId=${small.id}`)).toEqual(before)

  const other = await buyCentrally(globalAdmin, { totalLicenses: 498 })
  await expectStatus(globalAdmin.post(`subscriptions/${other.id}/assignments`, { userIds: [second.id] }), 200)
  const [disabled] = members.slice(-1)
  const { name: displayName, address: mail } = disabled as Person
  await add({ id: (disabled as Person).id, displayName, mail, accountEnabled: false })
  const copied = await carriedOut(globalAdmin, at(other, 'bulk'), file, csv)
  expect(copied.operation).toMatchObject({
    status: 'Succeeded',
    progress: { total: 498, succeeded: 496, skipped: 2 },
  })
  expect(
    new Map(copied.rows.filter(({ reason }) => reason).map(({ userId, reason }) => [userId, reason])),
  ).toEqual(
    new Map([
      [second.id, 'alreadyHolding'],
      [disabled?.id, 'userNotActive'],
    ]),
  )
  expect(await read(globalAdmin, other)).toMatchObject({ assignedLicenses: 497, availableLicenses: 1 })

  expect(said(await globalAdmin.post(at(team, 'bulkRemove'), { userIds: ids }))).toBe(
    '400 ConfirmationRequired',
  )
  const taken = await carriedOut(globalAdmin, at(team, 'bulkRemove'), {
    userIds: ids.slice(0, 300),
    confirm: true,
  })
  expect(taken.operation).toMatchObject({
    kind: 'unassignUsers',
    status: 'Succeeded',
    progress: { total: 300, succeeded: 298, skipped: 2 },
    result: { usersUnassigned: 298 },
  })
  expect(await holders(globalAdmin, team)).toEqual(idsOf(members.slice(298)).toSorted())
  const again = await carriedOut(globalAdmin, `${at(team, 'bulkRemove')}?confirm=true`, file, csv)
  expect(again.operation).toMatchObject({
    status: 'Succeeded',
    progress: { total: 498, succeeded: 200, skipped: 298 },
  })
  expect(await holders(globalAdmin, team)).toEqual([])

  // Whoever is of another organisation learns nothing of it, nor does a member.
  const asStranger = elsewhere.globalAdmin.post(path(at(team, 'bulk')), { userIds: ids })
  expect(said(await asStranger)).toBe('404 NotFound')
  expect(said(await first.post(at(team, 'bulk'), { userIds: ids }))).toBe('404 NotFound')
  expect(said(await operator.get(path(`operations/${taken.operation.id}/results`)))).toBe('404 NotFound')
})
