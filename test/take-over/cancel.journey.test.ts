import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { stateFiles } from '#local/system/state-folder.ts'
import { anOrganisation, mailbox, mailsTo, nobody, operator } from '../support/clients/journey.ts'
import {
  askCancel,
  askTotal,
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  holders,
  idsOf,
  type Operation,
  pages,
  read,
  said,
  signUp,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { auditedOn, storedDocuments } from '../support/clients/stored-documents.ts'
import { eventually } from '../support/clients/system.ts'

async function boughtAndUsed() {
  const organisation = await anOrganisation()
  const { purchaser, members } = organisation
  const bought = await buy(purchaser)
  await assign(purchaser, bought, members)
  return { ...organisation, bought }
}

test('R070 R084 R085 R090: after take-over an administrator cancels: all licences go, the purchaser is notified once', async () => {
  const { globalAdmin, purchaser, members, bought, id } = await boughtAndUsed()
  await takeControl(globalAdmin, bought)

  const started = await askCancel(globalAdmin, bought, { reason: 'tooExpensive' })

  expect(started.status).toBe(202)
  expect(started.headers.get('operation-location')).toContain(`/operations/${started.body.id}`)
  const operation = await ended(globalAdmin, started.body)
  expect(operation).toMatchObject({
    kind: 'cancel',
    status: 'Succeeded',
    progress: { total: 4, succeeded: 4 },
    result: { usersRevoked: 4 },
  })
  expect(await holders(globalAdmin, bought)).toEqual([])
  for (const member of members) {
    expect(await pages(member, 'users/me/licenses')).toEqual([])
  }
  const gone = await read(globalAdmin, bought)
  expect(gone).toMatchObject({
    status: 'Deleted',
    assignedLicenses: 0,
    deletedDateTime: expect.any(String),
    cancellation: { reason: 'tooExpensive' },
  })
  expect(gone.orderHistory?.at(-1)).toMatchObject({ event: 'cancelled', by: { id: globalAdmin.id } })
  const [mail] = await mailsTo(purchaser.address)
  expect(mail?.subject).toBe('Your subscription to Power BI Pro was cancelled')
  expect(await auditedOn(id, operation.id)).toEqual(['subscription.cancelStarted', 'subscription.cancelled'])
  expect(said(await askCancel(globalAdmin, bought))).toBe('409 SubscriptionDeleted')
  expect(said(await askCancel(purchaser, bought))).toBe('409 SubscriptionDeleted')
})

test('R156: the order history has the purchase, the change, the take-over and the cancel: who, and when', async () => {
  const { globalAdmin, billingAdmin, purchaser, bought } = await boughtAndUsed()
  expect((await askTotal(purchaser, bought, 7)).status).toBe(200)
  await takeControl(globalAdmin, bought)
  await ended(billingAdmin, await cancel(billingAdmin, bought))

  const { orderHistory = [] } = await read(globalAdmin, bought)

  expect(orderHistory.map(({ event, by }) => [event, by.id])).toEqual([
    ['purchased', purchaser.id],
    ['quantityChanged', purchaser.id],
    ['controlTaken', globalAdmin.id],
    ['cancelled', billingAdmin.id],
  ])
  const times = orderHistory.map(({ at }) => at)
  expect(times.every((at) => !Number.isNaN(Date.parse(at)))).toBe(true)
  expect(times.toSorted()).toEqual(times)
})

test('R084 R168: each of the users has lost the licence, by name, and can still be listed to be given another', async () => {
  const { purchaser, globalAdmin, members, bought } = await boughtAndUsed()
  const operation = await ended(purchaser, await cancel(purchaser, bought))

  const results = await pages(globalAdmin, `operations/${operation.id}/results`)
  expect(results).toHaveLength(4)
  for (const { id: userId, name: displayName } of members)
    expect(results).toContainEqual(expect.objectContaining({ userId, displayName, outcome: 'succeeded' }))
  expect(await holders(globalAdmin, bought, 'revoked')).toEqual(idsOf(members))
  const central = await buyCentrally(globalAdmin)
  await assign(globalAdmin, central, members)
  expect(await holders(globalAdmin, central)).toEqual(idsOf(members))
})

test('R108 R109 R111: purchasers cancel their own, which ends as deleted for everybody', async () => {
  const { purchaser, globalAdmin, members, bought } = await boughtAndUsed()
  expect((await read(purchaser, bought)).actions).toContain('cancel')

  const started = await askCancel(purchaser, bought, { reason: 'missingFeatures', feedback: 'Maps, please' })
  expect(started.status).toBe(202)
  expect((await ended(purchaser, started.body)).status).toBe('Succeeded')

  for (const person of [purchaser, globalAdmin]) {
    expect(await read(person, bought)).toMatchObject({
      status: 'Deleted',
      actions: [],
      cancellation: { reason: 'missingFeatures', feedback: 'Maps, please' },
    })
  }
  expect(await holders(globalAdmin, bought)).toEqual([])
  expect(await holders(globalAdmin, bought, 'revoked')).toEqual(idsOf(members))
  expect(said(await members[0].get(`operations/${started.body.id}`))).toBe('404 NotFound')
  await mailsTo(purchaser.address)
})

test('R088 R089 R109 R111: a reason from the list and a yes are needed, and the ETag of now', async () => {
  const { purchaser, bought } = await boughtAndUsed()
  const reasons = await nobody.get<{ value: { id: string }[] }>('/reference/cancellationReasons')
  expect(reasons.body.value.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['tooExpensive', 'missingFeatures', 'unused', 'movedToCentral', 'other']),
  )
  const before = await read(purchaser, bought)
  expect(said(await askCancel(purchaser, bought, { reason: undefined }))).toBe('400 InvalidRequest')
  expect(said(await askCancel(purchaser, bought, { reason: 'bored' }))).toBe('400 InvalidRequest')
  expect(said(await askCancel(purchaser, bought, { reason: '' }))).toBe('400 InvalidRequest')
  for (const confirm of [undefined, false]) {
    expect(said(await askCancel(purchaser, bought, { confirm }))).toBe('400 ConfirmationRequired')
  }
  const path = `subscriptions/${bought.id}/cancel`
  const body = { reason: 'unused', confirm: true }
  expect(said(await purchaser.post(path, body))).toBe('428 PreconditionRequired')
  const stale = await purchaser.post(path, body, { headers: { 'if-match': '"stale"' } })
  expect(said(stale)).toBe('412 PreconditionFailed')
  expect(await read(purchaser, bought)).toEqual(before)
  expect(await pages<{ id: string }>(purchaser, `subscriptions/${bought.id}/assignments`)).toHaveLength(4)
})

test('R110: feedback may be left out, has a limit, is shown to administrators, and is in no mail, address or log', async () => {
  const { purchaser, globalAdmin, bought } = await boughtAndUsed()
  const tooLong = await askCancel(purchaser, bought, { feedback: 'x'.repeat(2_001) })
  expect(said(tooLong)).toBe('400 InvalidRequest')

  const feedback = `Duur & traag <b>!\n${'y'.repeat(1_900)}`
  const started = await askCancel(purchaser, bought, { feedback })
  expect([...started.headers.values()].join(' ')).not.toMatch(/traag|yyyy/)
  const operation = await ended(purchaser, started.body)
  expect((await read(globalAdmin, bought)).cancellation).toEqual({ reason: 'unused', feedback })
  const [mail] = await mailsTo(purchaser.address)
  expect(mail?.text).not.toContain('traag')
  expect(JSON.stringify(operation)).not.toContain('traag')
  const { logs } = stateFiles(inject('sharedState'))
  for (const file of readdirSync(logs))
    expect(readFileSync(join(logs, file), 'utf8').includes('Duur & traag'), file).toBe(false)

  const other = await buy(purchaser)
  await ended(purchaser, await cancel(purchaser, other))
  expect((await read(globalAdmin, other)).cancellation).toEqual({ reason: 'unused' })
})

test('R108 B25: free subscriptions are not cancelled this way, central ones by administrators, none by other people', async () => {
  const { globalAdmin, purchaser, members, bought } = await boughtAndUsed()
  const central = await buyCentrally(globalAdmin)
  const asked = { reason: 'unused', confirm: true }
  const byPurchaser = await purchaser.post(`subscriptions/${central.id}/cancel`, asked, {
    headers: { 'if-match': central.etag },
  })
  expect(said(byPurchaser)).toBe('404 NotFound')
  await ended(globalAdmin, await cancel(globalAdmin, central))
  expect((await read(globalAdmin, central)).status).toBe('Deleted')
  expect(said(await askCancel(purchaser, await signUp(purchaser)))).toBe('409 NotSelfService')
  const headers = { 'if-match': bought.etag }
  const body = { reason: 'unused', confirm: true }
  const byOther = await members[0].post(`subscriptions/${bought.id}/cancel`, body, { headers })
  expect(said(byOther)).toBe('404 NotFound')
})

test('B01: the preview of a cancel changes no document and counts what the cancel then takes', async () => {
  const { globalAdmin, purchaser, bought, id } = await boughtAndUsed()
  await takeControl(globalAdmin, bought)
  const before = await storedDocuments(id)

  const preview = await globalAdmin.post(`subscriptions/${bought.id}/previewCancel`)

  expect(preview.body).toEqual({
    usersToRevoke: 4,
    // Bought a moment ago: all of it goes back. (B25)
    credited: { net: expect.anything(), tax: expect.anything(), total: bought.orderHistory?.[0]?.charged },
    mail: { to: purchaser.address, subject: 'Your subscription to Power BI Pro was cancelled' },
  })
  expect(JSON.stringify(await storedDocuments(id))).toBe(JSON.stringify(before))
  const operation = await ended(globalAdmin, await cancel(globalAdmin, bought))
  expect(operation.result).toEqual({ usersRevoked: 4 })
  const [mail] = await mailsTo(purchaser.address)
  expect(mail).toMatchObject({ subject: (preview.body as { mail: { subject: string } }).mail.subject })
})

test('R085: a purchaser whose mailbox refuses holds nothing up; operators see the mail and why it was refused', async () => {
  const organisation = await anOrganisation({ purchaser: { mail: 'bounce.inge@windmolen.example' } })
  const { globalAdmin, purchaser } = organisation
  const bought = await takeControl(globalAdmin, await buy(purchaser))

  const operation = await ended(globalAdmin, await cancel(globalAdmin, bought))

  expect(operation.status).toBe('Succeeded')
  const mail = await refusedMail(operation)
  expect(mail).toMatchObject({ to: purchaser.address, status: 'refused', kind: 'cancelled' })
  expect(mail.refusedBecause).toContain('550')
  expect(await mailbox({ to: purchaser.address })).toEqual([])
})

test('R085: a purchaser whose account is disabled still gets the mail', async () => {
  const { globalAdmin, purchaser, add } = await anOrganisation()
  const bought = await takeControl(globalAdmin, await buy(purchaser))
  const { id, name: displayName, address: mail } = purchaser
  await add({ id, displayName, mail, accountEnabled: false })
  // That it is an orphan now is written on it.
  const orphan = await eventually(async () => {
    const present = await read(globalAdmin, bought)
    return present.orphanedSince !== undefined && present
  })

  const operation = await ended(globalAdmin, await cancel(globalAdmin, orphan))
  expect(operation.status).toBe('Succeeded')
  await mailsTo(purchaser.address)
})

function refusedMail({ id }: Operation) {
  return eventually(async () => {
    const { body } = await operator.get<{
      value: { to: string; status: string; kind: string; refusedBecause: string }[]
    }>(`/ops/mail?operationId=${id}`)
    const [mail, ...others] = body.value
    if (others.length > 0) throw new Error('There are several mails for one operation.')
    return mail?.status === 'refused' && mail
  })
}
