import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, mailsTo, operator, type Person, support } from '../support/clients/journey.ts'
import { assign, buy, holders, type Operation, read, said } from '../support/clients/journey-verbs.ts'
import { storedDocuments } from '../support/clients/stored-documents.ts'
import { eventually } from '../support/clients/system.ts'

interface Case {
  readonly id: string
  readonly tenantId: string
  readonly operationStatus?: string
}

const words = { subject: 'Please help', description: 'The purchaser has left us.' }
const open = (person: Person, { id: subscriptionId }: { readonly id: string }, kind: string) =>
  person.post<Case>('supportCases', { subscriptionId, kind, ...words })
const read1 = (id: string) => expectStatus(support.get<Case>(`/support/cases/${id}`), 200)

test('R167 R162: support cancels at the request of an administrator what nobody has taken over; both names are audited', async () => {
  const { id, globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  await assign(purchaser, bought, members)
  const asked = (await expectStatus(open(globalAdmin, bought, 'cancelSubscription'), 201)).body
  expect(asked).toMatchObject({
    queue: 'standard',
    entitlement: 'standard',
    requester: { id: purchaser.id },
  })

  const listed = await support.get<{ value: Case[] }>(
    `/support/cases?tenantId=${id}&kind=cancelSubscription&status=open`,
  )
  expect(listed.body.value.map((row) => row.id)).toEqual([asked.id])
  const started = await support.post<Operation>(`/support/cases/${asked.id}/cancelSubscription`)
  expect(started.status).toBe(202)
  expect(started.headers.get('operation-location')).toContain(started.body.id)
  await eventually(async () => (await read1(asked.id)).body.operationStatus === 'Succeeded')

  expect(await read(globalAdmin, bought)).toMatchObject({ status: 'Deleted', assignedLicenses: 0 })
  expect(await holders(globalAdmin, bought)).toEqual([])
  const [mail] = await mailsTo(purchaser.address)
  expect(mail?.text).toContain(`Decided by: ${globalAdmin.name}`)
  const audit = (await storedDocuments(id)).find(
    (document) => document.type === 'audit' && document.action === 'subscription.cancelled',
  )
  expect(audit).toMatchObject({
    by: { name: expect.stringContaining('Sam') },
    facts: { askedBy: { id: globalAdmin.id, name: globalAdmin.name }, supportCaseId: asked.id },
  })
  const note = 'It is cancelled.'
  await expectStatus(support.post(`/support/cases/${asked.id}/resolve`, { note }), 200)
  const seen = await purchaser.get(`supportCases/${asked.id}`)
  expect(seen.body).toMatchObject({ status: 'resolved', resolution: { note } })
})

test('R184 R167: a purchaser asks about an own row; support cancels nothing for them, and nobody else asks or cancels', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  const asked = await open(purchaser, bought, 'cancelSubscription')
  expect(asked.status).toBe(201)
  expect(said(await open(members[0], bought, 'question'))).toBe('404 NotFound')
  const cancel = (client: typeof support) => client.post(`/support/cases/${asked.body.id}/cancelSubscription`)
  expect(said(await cancel(support))).toBe('409 CancellationNotAsked')
  for (const client of [operator, globalAdmin, purchaser])
    expect(said(await cancel(client))).toBe('403 Forbidden')
  expect((await read(purchaser, bought)).status).toBe('Active')
})
