import { expect, test } from 'vitest'
import type * as z from 'zod'
import type { requestShape } from '#functions/requests/view.ts'
import type { capacityShape } from '#functions/seats/capacity.ts'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, mailsTo, type Organisation, type Person } from '../support/clients/journey.ts'
import {
  addCard,
  assign,
  buy,
  buyCentrally,
  type ErrorBody,
  ended,
  holders,
  idsOf,
  move,
  pages,
  products,
  read,
  type Subscription,
  said,
  signUp,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { auditEntries, storedDocuments } from '../support/clients/stored-documents.ts'

type LicenseRequest = z.output<typeof requestShape>
type Capacity = z.output<typeof capacityShape>

async function turnOff({ globalAdmin }: Organisation, productId: string): Promise<void> {
  const path = `policies/allowSelfServicePurchase/products/${productId}`
  const etag = (await globalAdmin.get(path)).headers.get('etag') ?? ''
  await expectStatus(
    globalAdmin.put(path, { policyValue: 'Disabled' }, { headers: { 'if-match': etag } }),
    200,
  )
}

const askFor = (person: Person, users: readonly Person[], message?: string) =>
  person.post<LicenseRequest & ErrorBody>('licenseRequests', {
    productId: products.powerBiPro,
    userIds: idsOf(users),
    ...(message === undefined ? {} : { message }),
  })

test('B10: who may not buy asks, for colleagues too; approved they have licences and mails, rejected the mail says why', async () => {
  const organisation = await anOrganisation()
  const { billingAdmin, members, add, id } = organisation
  const [nora, lotte] = await add(
    { displayName: 'Nora Nederlands', language: 'nl' },
    { displayName: 'Lotte Recht', role: 'licenseAdmin' },
  )
  const [colleague, other] = members
  await turnOff(organisation, products.powerBiPro)
  const order = { productId: products.powerBiPro, channel: 'selfService', totalLicenses: 1 }
  const paymentMethodId = await addCard(nora)
  expect(said(await nora.post('subscriptions', { ...order, paymentMethodId }))).toBe(
    '403 PurchaseDisabledByPolicy',
  )

  const { body: request } = await expectStatus(askFor(nora, [nora, colleague, other], 'Jaarcijfers.'), 201)

  expect(
    (await lotte.get<{ value: LicenseRequest[] }>('licenseRequests?status=Pending')).body.value,
  ).toMatchObject([{ id: request.id, message: 'Jaarcijfers.', actions: ['approve', 'reject'] }])
  const path = `licenseRequests/${request.id}`
  expect(said(await lotte.post(`${path}/approve`, {}))).toBe('409 NotEnoughLicenses')
  const central = await buyCentrally(billingAdmin, { totalLicenses: 2 })
  expect(said(await lotte.post(`${path}/approve`, {}))).toBe('409 NotEnoughLicenses')
  expect((await read(lotte, central)).assignedLicenses).toBe(0)

  const some = { userIds: idsOf([nora, colleague]) }
  expect((await expectStatus(lotte.post<LicenseRequest>(`${path}/approve`, some), 200)).body).toMatchObject({
    status: 'Pending',
  })
  expect(await holders(lotte, central)).toEqual(idsOf([nora, colleague]))
  const [given] = await mailsTo(colleague.address)
  expect(given?.subject).toBe('You have a licence for Power BI Pro')
  expect(given?.text).toContain('Nora Nederlands asked for a licence')
  const [approved] = await mailsTo(nora.address)
  expect(approved?.subject).toBe('Uw aanvraag voor Power BI Pro is goedgekeurd')

  const message = 'Dit jaar is er geen budget meer.'
  const rejected = await expectStatus(lotte.post<LicenseRequest>(`${path}/reject`, { message }), 200)
  expect(rejected.body).toMatchObject({ status: 'PartlyApproved', actions: [] })
  const mails = await mailsTo(nora.address, 2)
  expect(mails[1]?.subject).toBe('Uw aanvraag voor Power BI Pro is afgewezen')
  expect(mails[1]?.text).toContain(message)
  expect(await holders(lotte, central)).toEqual(idsOf([nora, colleague]))
  const seen = await expectStatus(nora.get<LicenseRequest>(path), 200)
  expect(seen.body.users.map(({ status }) => status).sort()).toEqual(['Approved', 'Approved', 'Rejected'])
  const audited = (await auditEntries(id)).map(({ action }) => action)
  expect(audited.filter((action) => action.startsWith('licenseRequest.'))).toEqual([
    'licenseRequest.created',
    'licenseRequest.approved',
    'licenseRequest.rejected',
  ])
})

test('B10: where the organisation takes requests elsewhere it says so with its link, and keeps none', async () => {
  const { id, globalAdmin, members } = await anOrganisation()
  const ownRequestMessage = 'Ask at https://intranet.example/licences, please.'
  const etag = (await globalAdmin.get(`/tenants/${id}`)).headers.get('etag') ?? ''
  await expectStatus(
    globalAdmin.patch(`/tenants/${id}`, { ownRequestMessage }, { headers: { 'if-match': etag } }),
    200,
  )

  const refused = await askFor(members[0], [members[0]])

  expect(said(refused)).toBe('403 OwnRequestProcess')
  expect(refused.body.error.message).toContain(ownRequestMessage)
  expect(refused.body.error.help).toBe('https://intranet.example/licences')
  const stored = (await storedDocuments(id)).map(({ type }) => type)
  expect(stored).not.toContain('licenseRequest')
  expect(stored).not.toContain('latestRequest')
})

test('R157: the capacity of a product is what was bought, held and left, by channel, also after a move', async () => {
  const { globalAdmin, billingAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 5 })
  await assign(purchaser, bought, members.slice(0, 3))
  const central = await buyCentrally(billingAdmin, { totalLicenses: 10 })
  await assign(billingAdmin, central, members.slice(3, 4))
  await signUp(members[0])

  const equalsTheSeats = async () => {
    const capacities = await pages<Capacity>(globalAdmin, 'capacity?maxpagesize=1')
    const all = (await pages<Subscription>(globalAdmin, 'subscriptions?status=Active')).filter(
      ({ status }) => status === 'Active',
    )
    expect(capacities.length).toBe(new Set(all.map(({ product }) => product.id)).size)
    for (const capacity of capacities) {
      const own = all.filter(({ product }) => product.id === capacity.productId)
      for (const field of ['totalLicenses', 'assignedLicenses', 'availableLicenses'] as const) {
        const sum = (some: readonly Subscription[]) => some.reduce((total, one) => total + one[field], 0)
        expect(capacity[field]).toBe(sum(own))
        for (const { channel, ...part } of capacity.channels)
          expect(part[field]).toBe(sum(own.filter((one) => one.channel === channel)))
      }
    }
    return capacities
  }

  const before = await equalsTheSeats()
  expect(before.find(({ productId }) => productId === products.powerBiPro)).toMatchObject({
    totalLicenses: 15,
    assignedLicenses: 4,
    availableLicenses: 11,
    channels: [
      { channel: 'selfService', totalLicenses: 5, assignedLicenses: 3, availableLicenses: 2 },
      { channel: 'central', totalLicenses: 10, assignedLicenses: 1, availableLicenses: 9 },
    ],
  })
  await ended(globalAdmin, await move(globalAdmin, await takeControl(globalAdmin, bought), central))
  const after = await equalsTheSeats()
  expect(after.find(({ productId }) => productId === products.powerBiPro)).toMatchObject({
    totalLicenses: 10,
    assignedLicenses: 4,
    channels: [{ channel: 'central', availableLicenses: 6 }],
  })
})

test('R131 R159: what an organisation decides for its data holds for what people buy, before and after', async () => {
  const { id, globalAdmin, purchaser } = await anOrganisation()
  const bought = await buy(purchaser)
  const policy = {
    retentionDays: 30,
    externalSharing: 'Blocked',
    dataRegion: 'EuropeanUnion',
    sensitivityLabelRequired: true,
  }
  const put = async (body: object) => {
    const etag = (await globalAdmin.get('dataPolicies')).headers.get('etag') ?? ''
    return globalAdmin.put('dataPolicies', body, { headers: { 'if-match': etag } })
  }
  await expectStatus(put({ default: policy }), 200)
  const later = await buy(purchaser)
  for (const one of [bought, later]) {
    expect(await read(purchaser, one)).toMatchObject({
      dataOwner: { type: 'organization', id },
      dataPolicy: policy,
    })
  }
  const ownRows = [{ productId: products.powerBiPro, differences: { retentionDays: null } }]
  await expectStatus(put({ default: policy, products: ownRows }), 200)
  expect((await read(purchaser, later)).dataPolicy).toEqual({ ...policy, retentionDays: null })
  expect(said(await purchaser.post('licenses/export', { subscriptionIds: [bought.id] }))).toBe(
    '403 Forbidden',
  )
})
