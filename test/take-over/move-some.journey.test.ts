import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anOrganisation, operator } from '../support/clients/journey.ts'
import {
  askMove,
  assign,
  buy,
  buyCentrally,
  ended,
  holders,
  idsOf,
  move,
  pages,
  read,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { storedDocuments } from '../support/clients/stored-documents.ts'

async function twoInTheAdministratorsHands() {
  const organisation = await anOrganisation({ members: 6 })
  const { globalAdmin, purchaser, members } = organisation
  const bought = await buy(purchaser, { totalLicenses: 10 })
  await assign(purchaser, bought, members)
  const source = await takeControl(globalAdmin, bought)
  const other = await takeControl(globalAdmin, await buy(purchaser, { totalLicenses: 10 }))
  return { ...organisation, source, other }
}

test('B04: only the chosen users move; the subscription stays active with the rest, and nobody gets a mail', async () => {
  const { globalAdmin, members, source, other } = await twoInTheAdministratorsHands()
  const [first, second] = members
  const userIds = [first.id, second.id, first.id]

  const operation = await ended(globalAdmin, await move(globalAdmin, source, other, { userIds }))

  expect(operation).toMatchObject({ status: 'Succeeded', progress: { total: 2, succeeded: 2, skipped: 0 } })
  expect(await holders(globalAdmin, other)).toEqual(idsOf([first, second]))
  expect(await holders(globalAdmin, source)).toEqual(idsOf(members.slice(2)))
  const after = await read(globalAdmin, source)
  expect(after).toMatchObject({ status: 'Active', assignedLicenses: 4, availableLicenses: 6 })
  expect(after.operationId).toBeUndefined()
  expect(after.actions).toContain('moveUsers')
  expect((await operator.get(`/ops/mail?subscriptionId=${source.id}`)).body).toEqual({ value: [] })
})

test('B04: who holds no licence of the source makes the whole request wrong', async () => {
  const { globalAdmin, purchaser, members, source, other } = await twoInTheAdministratorsHands()
  const ask = async (userIds: readonly string[]) =>
    said(await askMove(globalAdmin, source, other, { userIds }))

  expect(await ask([members[0].id, purchaser.id])).toBe('404 UserNotFound')
  expect(await ask([randomUUID()])).toBe('404 UserNotFound')
  expect(await ask([])).toBe('400 InvalidRequest')
  expect(await ask(['somebody'])).toBe('400 InvalidRequest')
  expect(await read(globalAdmin, source)).toEqual(source)
  expect(await holders(globalAdmin, other)).toEqual([])
})

test('B04: there and back again, and a new licence afterwards: nobody has one twice', async () => {
  const { globalAdmin, members, source, other } = await twoInTheAdministratorsHands()
  const [first, second, third] = members
  const userIds = [first.id, second.id]
  await ended(globalAdmin, await move(globalAdmin, source, other, { userIds }))

  // The first gets a seat in the source again while the moved one still carries the old id.
  await assign(globalAdmin, source, [first])
  expect(await holders(globalAdmin, source)).toEqual(idsOf([first, ...members.slice(2)]))
  expect(await holders(globalAdmin, other)).toEqual(idsOf([first, second]))

  const back = await ended(globalAdmin, await move(globalAdmin, other, source, { userIds }))
  expect(back).toMatchObject({ status: 'Succeeded', progress: { total: 2, succeeded: 1, skipped: 1 } })
  expect(await holders(globalAdmin, source)).toEqual(idsOf(members))
  expect(await holders(globalAdmin, other)).toEqual([])

  await assign(globalAdmin, other, [first, second, third])
  await assign(globalAdmin, other, [first])
  expect(await holders(globalAdmin, other)).toEqual(idsOf([first, second, third]))
  const remove = `subscriptions/${other.id}/assignments/remove`
  await globalAdmin.post(remove, { userIds: [first.id, second.id], confirm: true })
  await assign(globalAdmin, other, [first])
  expect(await holders(globalAdmin, other)).toEqual(idsOf([first, third]))

  for (const subscription of [source, other]) {
    const { assignedLicenses, availableLicenses, totalLicenses } = await read(globalAdmin, subscription)
    expect(assignedLicenses).toBe((await holders(globalAdmin, subscription)).length)
    expect(assignedLicenses + availableLicenses).toBe(totalLicenses)
  }
})

test('B04 R073: seats are needed for the chosen only, and not for those who hold the target', async () => {
  const { globalAdmin, members, source } = await twoInTheAdministratorsHands()
  const small = await buyCentrally(globalAdmin, { totalLicenses: 2 })
  await assign(globalAdmin, small, [members[0]])
  const three = members.slice(0, 3).map(({ id }) => id)

  expect(said(await askMove(globalAdmin, source, small, { userIds: three }))).toBe('409 NotEnoughLicenses')
  const two = three.slice(0, 2)
  const operation = await ended(globalAdmin, await move(globalAdmin, source, small, { userIds: two }))
  expect(operation).toMatchObject({ status: 'Succeeded', progress: { total: 2, succeeded: 1, skipped: 1 } })
  expect(await read(globalAdmin, small)).toMatchObject({ availableLicenses: 0, reservedLicenses: 0 })
})

test('B01: the preview changes no document, and its numbers are those of the move right after', async () => {
  const { globalAdmin, purchaser, members, source, id } = await twoInTheAdministratorsHands()
  const target = await buyCentrally(globalAdmin, { totalLicenses: 7 })
  await assign(globalAdmin, target, members.slice(0, 2))
  const before = await storedDocuments(id)

  const preview = await globalAdmin.post<Record<string, number>>(`subscriptions/${source.id}/previewMove`, {
    targetSubscriptionId: target.id,
  })

  expect(preview.status).toBe(200)
  expect(JSON.stringify(await storedDocuments(id))).toBe(JSON.stringify(before))
  expect(preview.body).toEqual({
    targetSubscriptionId: expect.any(String),
    saving: expect.objectContaining({ seats: 4 }),
    usersToMove: 4,
    alreadyHolding: 2,
    seatsNeeded: 4,
    seatsFree: 5,
    // Bought a moment ago: all of it goes back with the end of the source. (B25)
    credited: { net: expect.anything(), tax: expect.anything(), total: source.orderHistory?.[0]?.charged },
    mail: { to: purchaser.address, subject: 'Your subscription to Power BI Pro was cancelled' },
  })
  const operation = await ended(globalAdmin, await move(globalAdmin, source, target))
  expect(operation.progress).toMatchObject({ succeeded: 4, skipped: 2 })
  expect((await read(globalAdmin, target)).availableLicenses).toBe(5 - 4)
  const mails = await pages(globalAdmin, 'operations')
  expect(mails).toHaveLength(1)
})

test('B01 B04: the preview of chosen users counts them only and promises no mail; what a move would refuse it refuses', async () => {
  const { globalAdmin, purchaser, members, source, other } = await twoInTheAdministratorsHands()
  const preview = async (body: object, of = source) =>
    globalAdmin.post(`subscriptions/${of.id}/previewMove`, body)
  const chosen = { targetSubscriptionId: other.id, userIds: [members[0].id] }

  expect((await preview(chosen)).body).toEqual({
    targetSubscriptionId: other.id,
    saving: expect.objectContaining({ seats: 1 }),
    usersToMove: 1,
    alreadyHolding: 0,
    seatsNeeded: 1,
    seatsFree: 10,
  })
  const stranger = { ...chosen, userIds: [purchaser.id] }
  expect(said(await preview(stranger))).toBe('404 UserNotFound')
  expect(said(await preview({ targetSubscriptionId: source.id }))).toBe('422 TargetIsSource')
  expect(said(await preview({ targetSubscriptionId: randomUUID() }))).toBe('404 NotFound')
  const central = await buyCentrally(globalAdmin)
  expect(said(await preview({ targetSubscriptionId: source.id }, central))).toBe('409 NotSelfService')
  expect(said(await purchaser.post(`subscriptions/${source.id}/previewMove`, chosen))).toBe('403 Forbidden')
})
