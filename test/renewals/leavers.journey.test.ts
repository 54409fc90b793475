import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, mailbox, mailsTo, operator, type Person } from '../support/clients/journey.ts'
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
  type Subscription,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { storedDocuments } from '../support/clients/stored-documents.ts'
import { eventually } from '../support/clients/system.ts'

interface Orphan extends Subscription {
  readonly nextCharge?: { readonly date: string; readonly amount: { readonly amount: number } }
}

const orphansOf = (admin: Person) => pages<Orphan>(admin, 'orphans')

async function giveTo(admin: Person, { id }: { readonly id: string }, { id: userId }: Person) {
  const { etag } = await read(admin, { id })
  const headers = { 'if-match': etag }
  return admin.post<Subscription>(`subscriptions/${id}/transferOwnership`, { userId }, { headers })
}

test.each(['disabled', 'gone'] as const)(
  'B09 R165 R166: the purchaser is %s: their subscription is listed, goes on for everybody, and is given to a member',
  async (how) => {
    const { id, globalAdmin, purchaser, members, add, path } = await anOrganisation()
    const bought = await buy(purchaser)
    await assign(purchaser, bought, members.slice(0, 3))
    expect(await orphansOf(globalAdmin)).toEqual([])

    if (how === 'gone') {
      const gone = { removedUserIds: [purchaser.id] }
      await expectStatus(operator.post(`/ops${path('users/import')}`, gone), 200)
    } else {
      const { id: of, name: displayName, address: mail } = purchaser
      await add({ id: of, displayName, mail, accountEnabled: false })
    }

    const [orphan] = await eventually(async () => {
      const listed = await orphansOf(globalAdmin)
      return listed.length > 0 && listed
    })
    expect(orphan).toMatchObject({
      id: bought.id,
      status: 'Active',
      purchaser: { displayName: 'Inge Hallström' },
      orphanedSince: expect.any(String),
      assignedLicenses: 3,
      nextCharge: { date: bought.expirationDate, amount: bought.orderHistory?.[0]?.charged },
    })
    expect(await read(globalAdmin, bought)).toMatchObject({ status: 'Active', assignedLicenses: 3 })
    expect(await holders(globalAdmin, bought)).toEqual(idsOf(members.slice(0, 3)))

    expect((await giveTo(globalAdmin, bought, members[3])).status).toBe(200)
    expect(await orphansOf(globalAdmin)).toEqual([])
    const given = await read(globalAdmin, bought)
    expect(given).toMatchObject({ status: 'Active', purchaser: { id: members[3].id }, assignedLicenses: 3 })
    expect(given.orderHistory?.map(({ event }) => event)).toEqual(['purchased', 'transferred'])
    expect(await holders(globalAdmin, bought)).toEqual(idsOf(members.slice(0, 3)))
    const audit = (await storedDocuments(id)).filter((document) => document.type === 'audit')
    expect(audit.filter(({ action }) => action === 'subscription.orphaned')).toHaveLength(1)
  },
)

test('R189: after a transfer the mail of a cancel goes to the present owner, with a copy to who bought it', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const [owner] = members
  const bought = await buy(purchaser)
  expect((await giveTo(globalAdmin, bought, owner)).status).toBe(200)
  await mailsTo(owner.address)
  await takeControl(globalAdmin, bought)
  const both = { to: owner.address, cc: purchaser.address }
  const preview = await globalAdmin.post<{ mail: object }>(`subscriptions/${bought.id}/previewCancel`)
  expect(preview.body.mail).toMatchObject(both)

  const operation = await ended(globalAdmin, await cancel(globalAdmin, bought))

  const [, mail] = await mailsTo(owner.address, 2)
  expect(mail).toMatchObject({ to: [both.to, both.cc], cc: [both.cc] })
  expect(mail?.text).toContain(`Hello ${owner.name}`)
  // It is the same mail, and the only one.
  expect(await mailbox({ to: purchaser.address })).toEqual([mail])
  const known = await operator.get<{ value: object[] }>(`/ops/mail?operationId=${operation.id}`)
  expect(known.body.value).toMatchObject([both])
})

test('R165 R189 all that a leaver bought is given away at once, and the mail of a move goes to who has it then, with a copy to who bought it', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const [owner, user] = members
  const bought = [await buy(purchaser), await buy(purchaser), await buy(purchaser)] as const
  await assign(purchaser, bought[0], [user])
  const path = `users/${purchaser.id}/transferOwnership`
  const given = { userId: owner.id, confirm: true }
  expect(said(await globalAdmin.post(path, { userId: owner.id }))).toBe('400 ConfirmationRequired')

  const started = await expectStatus(globalAdmin.post<Operation>(path, given), 202)

  expect(await ended(globalAdmin, started.body)).toMatchObject({
    kind: 'transferOwnership',
    status: 'Succeeded',
    from: { id: purchaser.id },
    to: { id: owner.id },
    progress: { total: 3, succeeded: 3, skipped: 0, failed: 0 },
  })
  const rows = await pages<{ subscription: { id: string } }>(
    globalAdmin,
    `operations/${started.body.id}/results?outcome=succeeded`,
  )
  expect(idsOf(rows.map(({ subscription }) => subscription))).toEqual(idsOf(bought))
  for (const one of bought) {
    expect(await read(globalAdmin, one)).toMatchObject({ status: 'Active', purchaser: { id: owner.id } })
  }
  expect(await holders(globalAdmin, bought[0])).toEqual([user.id])
  expect(said(await globalAdmin.post(path, given))).toBe('409 NothingToTransfer')
  await mailsTo(owner.address, 3)

  const target = await buyCentrally(globalAdmin)
  const source = await takeControl(globalAdmin, bought[0])
  await ended(globalAdmin, await move(globalAdmin, source, target))
  const mails = await mailsTo(owner.address, 4)
  expect(mails.at(-1)).toMatchObject({ to: [owner.address, purchaser.address], cc: [purchaser.address] })
})

test('B24: two administrators ask a purchaser to cancel within a week: one mail, and the day to the other', async () => {
  const { globalAdmin, billingAdmin, purchaser } = await anOrganisation()
  const { id } = await buy(purchaser)
  const ask = (admin: Person) => admin.post(`subscriptions/${id}/requestCancellation`)
  const answers = await Promise.all([ask(globalAdmin), ask(billingAdmin)])
  expect(answers.map(said).sort()).toEqual(['202', '409 CancellationAlreadyRequested'])
  const refused = await ask(billingAdmin)
  expect(said(refused)).toBe('409 CancellationAlreadyRequested')
  const week = new Date(Date.now() + 7 * 24 * 3_600_000).toISOString().slice(0, 10)
  expect(refused.text).toContain(week)
  await mailsTo(purchaser.address)
})
