import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anOrganisation, mailsTo } from '../support/clients/journey.ts'
import {
  askMove,
  assign,
  buy,
  buyCentrally,
  type ErrorBody,
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
import { auditedOn } from '../support/clients/stored-documents.ts'

/** Somebody's subscription with three users, under control, and a central one with room. */

async function readyToMove({ users = 3, room = 10, language = 'en' as 'en' | 'nl' } = {}) {
  const organisation = await anOrganisation({ members: Math.max(4, users), purchaser: { language } })
  const { globalAdmin, purchaser, members } = organisation
  const moving = members.slice(0, users)
  const bought = await buy(purchaser, { totalLicenses: Math.max(1, users) })
  await assign(purchaser, bought, moving)
  const source = await takeControl(globalAdmin, bought)
  const target = await buyCentrally(globalAdmin, { totalLicenses: room })
  return { ...organisation, moving, source, target }
}

test('R069 R071 R072 R080 R082 R083: all users move, the emptied subscription is deleted, its purchaser is notified once', async () => {
  const { globalAdmin, purchaser, moving, source, target, id } = await readyToMove()

  const started = await askMove(globalAdmin, source, target, { reason: 'movedToCentral' })

  expect(started.status).toBe(202)
  const location = started.headers.get('operation-location') ?? ''
  expect(new URL(location).pathname).toBe(`/tenants/${id}/operations/${started.body.id}`)
  expect(started.body).toMatchObject({ kind: 'moveUsers', progress: { total: 3 } })
  const operation = await ended(globalAdmin, started.body)
  expect(operation).toMatchObject({
    status: 'Succeeded',
    percentComplete: 100,
    progress: { total: 3, succeeded: 3, skipped: 0, failed: 0 },
    completedDateTime: expect.any(String),
    result: { usersMoved: 3, targetSubscriptionId: target.id },
  })
  const results = await pages(globalAdmin, `operations/${operation.id}/results?maxpagesize=2`)
  expect(results).toHaveLength(3)
  for (const { id: userId, name: displayName } of moving)
    expect(results).toContainEqual(expect.objectContaining({ userId, displayName, outcome: 'succeeded' }))

  expect(await holders(globalAdmin, target)).toEqual(idsOf(moving))
  expect(await holders(globalAdmin, source)).toEqual([])
  expect(await read(globalAdmin, target)).toMatchObject({ assignedLicenses: 3, reservedLicenses: 0 })
  for (const person of [globalAdmin, purchaser]) {
    const gone = await read(person, source)
    expect(gone).toMatchObject({ status: 'Deleted', assignedLicenses: 0, actions: [] })
    expect(gone.orderHistory?.map(({ event }) => event)).toEqual(['purchased', 'controlTaken', 'moved'])
  }
  const [mail] = await mailsTo(purchaser.address)
  expect(mail?.subject).toBe('Your subscription to Power BI Pro was cancelled')
  expect(await auditedOn(id, operation.id)).toEqual(['subscription.moveStarted', 'subscription.usersMoved'])
  expect(said(await askMove(globalAdmin, source, target))).toBe('409 SubscriptionDeleted')
})

test('R079: without the ETag, with an old one or without a yes nothing changes', async () => {
  const { globalAdmin, source, target } = await readyToMove()
  const path = `subscriptions/${source.id}/moveUsers`
  const body = { targetSubscriptionId: target.id, confirm: true }
  const ifMatch = (etag: string) => ({ headers: { 'if-match': etag } })

  expect(said(await globalAdmin.post(path, body))).toBe('428 PreconditionRequired')
  expect(said(await globalAdmin.post(path, body, ifMatch('"stale"')))).toBe('412 PreconditionFailed')
  expect(said(await globalAdmin.post(path, body, ifMatch('*')))).toBe('412 PreconditionFailed')
  for (const confirm of [undefined, false]) {
    const answer = await globalAdmin.post(path, { ...body, confirm }, ifMatch(source.etag))
    expect(said(answer)).toBe('400 ConfirmationRequired')
  }
  expect(said(await globalAdmin.post(path, { ...body, confirm: 'yes' }, ifMatch(source.etag)))).toMatch(
    /^400/,
  )
  expect(await read(globalAdmin, source)).toEqual(source)
  expect((await read(globalAdmin, target)).reservedLicenses).toBe(0)
  expect(await pages(globalAdmin, 'operations')).toEqual([])
})

test('R073: one seat too few and nothing changes; exactly enough and all move', async () => {
  const { globalAdmin, purchaser, source, target, moving } = await readyToMove({ users: 4, room: 3 })

  const refused = await askMove(globalAdmin, source, target)
  expect(said(refused)).toBe('409 NotEnoughLicenses')
  expect((refused.body as unknown as ErrorBody).error.innererror).toMatchObject({ needed: 4, available: 3 })
  expect(await read(globalAdmin, source)).toEqual(source)
  expect(await read(globalAdmin, target)).toMatchObject({ availableLicenses: 3, reservedLicenses: 0 })

  const exact = await buyCentrally(globalAdmin, { totalLicenses: 4 })
  const operation = await ended(globalAdmin, await move(globalAdmin, source, exact))
  expect(operation.status).toBe('Succeeded')
  expect(await read(globalAdmin, exact)).toMatchObject({ availableLicenses: 0, assignedLicenses: 4 })
  expect(await holders(globalAdmin, exact)).toEqual(idsOf(moving))
  await mailsTo(purchaser.address)
})

test('R073 B01: who already holds the target needs no seat there; they are skipped and lose the source', async () => {
  const { globalAdmin, source, target, moving } = await readyToMove({ users: 4, room: 4 })
  await assign(globalAdmin, target, moving.slice(0, 3))
  expect((await read(globalAdmin, target)).availableLicenses).toBe(1)

  const operation = await ended(globalAdmin, await move(globalAdmin, source, target))

  expect(operation).toMatchObject({ status: 'Succeeded', progress: { total: 4, succeeded: 1, skipped: 3 } })
  expect(await holders(globalAdmin, target)).toEqual(idsOf(moving))
  expect(await read(globalAdmin, target)).toMatchObject({
    assignedLicenses: 4,
    availableLicenses: 0,
    reservedLicenses: 0,
  })
  const results = await pages<{ outcome: string }>(globalAdmin, `operations/${operation.id}/results`)
  expect(results.map(({ outcome }) => outcome).sort()).toEqual(['skipped', 'skipped', 'skipped', 'succeeded'])
  expect((await read(globalAdmin, source)).status).toBe('Deleted')
})

test('R080 B14: a repeat of the request is answered as before, also when the move has ended', async () => {
  const { globalAdmin, source, target, purchaser } = await readyToMove()
  const headers = { 'if-match': source.etag, 'repeatability-request-id': randomUUID() }
  const path = `subscriptions/${source.id}/moveUsers`
  const body = { targetSubscriptionId: target.id, confirm: true }
  const ask = () => globalAdmin.post<Operation>(path, body, { headers })

  const [first, second] = [await ask(), await ask()]
  expect([first.status, second.status]).toEqual([202, 202])
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('operation-location')).toBe(first.headers.get('operation-location'))

  await ended(globalAdmin, first.body)
  expect((await ask()).body).toEqual(first.body)
  const other = await globalAdmin.post(path, { ...body, reason: 'another' }, { headers })
  expect(said(other)).toBe('422 RepeatabilityMismatch')
  expect(await pages(globalAdmin, 'operations')).toHaveLength(1)
  await mailsTo(purchaser.address)
})

test('R069: an empty subscription moves nobody, and ends deleted', async () => {
  const { globalAdmin, purchaser, source, target } = await readyToMove({ users: 0 })
  const operation = await ended(globalAdmin, await move(globalAdmin, source, target))
  expect(operation).toMatchObject({ status: 'Succeeded', percentComplete: 100, progress: { total: 0 } })
  expect((await read(purchaser, source)).status).toBe('Deleted')
  await mailsTo(purchaser.address)
})
