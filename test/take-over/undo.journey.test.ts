import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, type Person } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  holders,
  idsOf,
  move,
  type Operation,
  pages,
  read,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { eventually } from '../support/clients/system.ts'

interface Row {
  readonly userId: string
  readonly outcome: string
  readonly reason?: string
}

const ask = (person: Person, { id }: { readonly id: string }) =>
  person.post<Operation & { readonly undoes?: string; readonly undoneBy?: string }>(`operations/${id}/undo`, {
    confirm: true,
  })

async function undone(person: Person, operation: { readonly id: string }) {
  const { body } = await expectStatus(ask(person, operation), 202)
  expect(body).toMatchObject({ kind: 'undo', undoes: operation.id })
  const undo = await ended(person, body)
  const rows = await pages<Row>(person, `operations/${body.id}/results?maxpagesize=1000`)
  return { undo, rows }
}

test('B20 a move of chosen users, cancelled on its way, is given back but for who changed since; once', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation({ members: 260 })
  const bought = await buy(purchaser, { totalLicenses: 300 })
  const ids = idsOf(members)
  const bulk = { userIds: ids }
  const path = `subscriptions/${bought.id}/assignments/bulk`
  await ended(purchaser, (await expectStatus(purchaser.post<Operation>(path, bulk), 202)).body)
  const source = await takeControl(globalAdmin, bought)
  const target = await buyCentrally(globalAdmin, { totalLicenses: 400 })
  const moving = await move(globalAdmin, source, target, { userIds: ids })
  await eventually(async () => {
    const { body } = await expectStatus(globalAdmin.get<Operation>(`operations/${moving.id}`), 200)
    return body.progress.succeeded > 0
  })
  // It may have come to its end meanwhile.
  await globalAdmin.post(`operations/${moving.id}/cancel`)
  const stopped = await ended(globalAdmin, moving)
  const moved = await holders(globalAdmin, target)
  expect(moved).toHaveLength(stopped.progress.succeeded)
  expect(stopped.actions).toEqual(['undo'])
  const [left = ''] = moved
  const removal = { userIds: [left], confirm: true }
  await expectStatus(globalAdmin.post(`subscriptions/${target.id}/assignments/remove`, removal), 200)
  const preview = await expectStatus(globalAdmin.post(`operations/${moving.id}/previewUndo`), 200)
  expect(preview.body).toMatchObject({
    usersToReturn: moved.length - 1,
    usersChanged: 1,
    notReturned: [{ userId: left, reason: 'changedSince' }],
  })

  const { undo, rows } = await undone(globalAdmin, moving)

  expect(undo).toMatchObject({
    status: 'Succeeded',
    progress: { total: moved.length, succeeded: moved.length - 1, skipped: 1 },
  })
  expect(rows.filter(({ outcome }) => outcome === 'skipped')).toMatchObject([
    { userId: left, reason: 'changedSince' },
  ])
  expect(await holders(globalAdmin, target)).toEqual([])
  expect(await holders(globalAdmin, source)).toEqual(ids.filter((id) => id !== left))
  expect(await read(globalAdmin, source)).toMatchObject({ reservedLicenses: 0, assignedLicenses: 259 })
  expect(said(await ask(globalAdmin, moving))).toBe('409 AlreadyUndone')
  const operation = await globalAdmin.get<Operation>(`operations/${moving.id}`)
  expect(operation.body).toMatchObject({ undoneBy: undo.id, actions: [] })
  const revoked = await pages<{ facts: { userId: string } }>(
    globalAdmin,
    `auditEvents?action=access.revoked&subscriptionId=${target.id}&maxpagesize=1000`,
  )
  expect(revoked.map(({ facts }) => facts.userId).sort()).toEqual(moved)
})

test('B20 a list that was assigned is taken back but for who was given a licence anew, and a refunded cancel is not', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation({ members: 100 })
  const [first, second] = members
  const team = await buyCentrally(globalAdmin, { totalLicenses: 120 })
  const path = `subscriptions/${team.id}/assignments`
  const bulk = { userIds: idsOf(members) }
  const given = await ended(
    globalAdmin,
    (await expectStatus(globalAdmin.post<Operation>(`${path}/bulk`, bulk), 202)).body,
  )
  const both = { userIds: [first.id, second.id], confirm: true }
  await expectStatus(globalAdmin.post(`${path}/remove`, both), 200)
  await assign(globalAdmin, team, [second])

  const { undo, rows } = await undone(globalAdmin, given)

  expect(undo.progress).toMatchObject({ total: 100, succeeded: 98, skipped: 2 })
  expect(
    idsOf(rows.filter(({ reason }) => reason === 'changedSince').map(({ userId: id }) => ({ id }))),
  ).toEqual(idsOf([first, second]))
  expect(await holders(globalAdmin, team)).toEqual([second.id])
  expect(said(await ask(globalAdmin, given))).toBe('409 AlreadyUndone')

  const bought = await buy(purchaser)
  await assign(purchaser, bought, [first])
  const ending = await ended(purchaser, await cancel(purchaser, bought))
  const refused = await ask(purchaser, ending)
  expect(said(refused)).toBe('409 NotUndoable')
  expect(refused.text).toContain('has gone back')
})
