import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { askedAgain } from '../support/clients/asked-again.ts'
import { anOrganisation } from '../support/clients/journey.ts'
import { assign, buy, buyCentrally, holders, idsOf, read, said } from '../support/clients/journey-verbs.ts'
import { auditEntries } from '../support/clients/stored-documents.ts'

interface Assigned {
  readonly assigned: readonly { readonly userId: string; readonly displayName: string }[]
  readonly availableLicenses: number
}

test('R094 R102 R106: a purchaser gives licences to their team; they show at once, and nobody gets one twice', async () => {
  const { purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 3 })
  const seats = `subscriptions/${bought.id}/assignments`
  const [first, second, third, fourth] = members

  const answer = await purchaser.post<Assigned>(seats, { userIds: [first.id, second.id, first.id] })

  expect(answer.status).toBe(200)
  expect(answer.body.assigned.map(({ userId }) => userId).sort()).toEqual(idsOf([first, second]))
  expect(answer.body.availableLicenses).toBe(1)
  expect(await holders(purchaser, bought)).toEqual(idsOf([first, second]))
  const again = await purchaser.post<Assigned>(seats, { userIds: [second.id, third.id] })
  expect(again.body.availableLicenses).toBe(0)

  expect(said(await purchaser.post(seats, { userIds: [fourth.id] }))).toBe('409 NotEnoughLicenses')
  expect(await holders(purchaser, bought)).toEqual(idsOf([first, second, third]))
})

test('R102 R104: all or none: with two seats for three people nobody gets one', async () => {
  const { purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 2 })
  const userIds = members.slice(0, 3).map(({ id }) => id)
  const answer = await purchaser.post(`subscriptions/${bought.id}/assignments`, { userIds })
  expect(said(answer)).toBe('409 NotEnoughLicenses')
  expect(await holders(purchaser, bought)).toEqual([])
})

test('R104: at most 20 people a call, where somebody named twice counts once', async () => {
  const { purchaser, members } = await anOrganisation({ members: 21 })
  const bought = await buy(purchaser, { totalLicenses: 30 })
  const seats = `subscriptions/${bought.id}/assignments`
  const all = members.map(({ id }) => id)
  const twenty = all.slice(0, 20)

  expect(said(await purchaser.post(seats, { userIds: all }))).toBe('400 InvalidRequest')
  expect(said(await purchaser.post(seats, { userIds: [] }))).toBe('400 InvalidRequest')
  expect(await holders(purchaser, bought)).toEqual([])

  expect((await purchaser.post(seats, { userIds: [...twenty, ...twenty] })).status).toBe(200)
  expect(await holders(purchaser, bought)).toEqual([...twenty].sort())
  const tooMany = await purchaser.post(`${seats}/remove`, { userIds: all, confirm: true })
  expect(said(tooMany)).toBe('400 InvalidRequest')
})

test('R105 R151: only people of the organisation; who is unknown and who is elsewhere is answered alike', async () => {
  const { purchaser, members, add } = await anOrganisation()
  const [guest] = await add({ displayName: 'Guest', userType: 'guest' })
  const elsewhere = await anOrganisation()
  const bought = await buy(purchaser)
  const seats = `subscriptions/${bought.id}/assignments`

  const unknown = await purchaser.post(seats, { userIds: [members[0].id, randomUUID()] })
  const foreign = await purchaser.post(seats, { userIds: [members[0].id, elsewhere.members[0].id] })
  expect(said(unknown)).toBe('404 UserNotFound')
  expect(foreign.text).toBe(unknown.text)
  const withGuest = await purchaser.post(seats, { userIds: [members[0].id, guest.id] })
  expect(said(withGuest)).toBe('422 GuestCannotBeAssigned')
  expect(said(await purchaser.post(seats, { userIds: ['somebody'] }))).toBe('400 InvalidRequest')
  expect(await holders(purchaser, bought)).toEqual([])
})

test('R107: taking licences back frees the seats, tells who had none, and needs a yes', async () => {
  const { purchaser, members, id } = await anOrganisation()
  const [first, second, third] = members
  const bought = await buy(purchaser, { totalLicenses: 2 })
  await assign(purchaser, bought, [first, second])
  const remove = `subscriptions/${bought.id}/assignments/remove`

  for (const confirm of [undefined, false]) {
    const answer = await purchaser.post(remove, { userIds: [first.id], confirm })
    expect(said(answer)).toBe('400 ConfirmationRequired')
  }
  expect(await holders(purchaser, bought)).toEqual(idsOf([first, second]))

  const answer = await purchaser.post(remove, { userIds: [first.id, third.id], confirm: true })
  expect(answer.body).toEqual({ removed: [first.id], notAssigned: [third.id] })
  expect(await holders(purchaser, bought)).toEqual([second.id])
  expect(await holders(purchaser, bought, 'revoked')).toEqual([first.id])

  await assign(purchaser, bought, [third])
  const none = await purchaser.post(remove, { userIds: [first.id], confirm: true })
  expect(none.body).toEqual({ removed: [], notAssigned: [first.id] })
  const audit = (await auditEntries(id)).filter(({ action }) => action.startsWith('licences.'))
  expect(audit.map(({ action }) => action)).toEqual([
    'licences.assigned',
    'licences.unassigned',
    'licences.assigned',
  ])
})

test('R073 R102: however many ask at once, a seat is given once', async () => {
  const { globalAdmin, members } = await anOrganisation({ members: 24 })
  const central = await buyCentrally(globalAdmin, { totalLicenses: 10 })
  const seats = `subscriptions/${central.id}/assignments`
  const answers = await Promise.all(
    members.map(({ id }) => askedAgain(() => globalAdmin.post(seats, { userIds: [id] }))),
  )
  const given = answers.filter(({ status }) => status === 200).length
  for (const answer of answers) {
    expect(['200', '409 NotEnoughLicenses']).toContain(said(answer))
  }
  expect(given).toBe(10)
  const after = await read(globalAdmin, central)
  expect(await holders(globalAdmin, central)).toHaveLength(given)
  expect(after).toMatchObject({ assignedLicenses: given, availableLicenses: 10 - given, reservedLicenses: 0 })
})
