import { expect, test } from 'vitest'
import { anOrganisation, nobody, type Organisation } from '../support/clients/journey.ts'
import {
  buy,
  type ErrorBody,
  holders,
  pages,
  products,
  read,
  type Subscription,
  said,
  signUp,
} from '../support/clients/journey-verbs.ts'
import { storedDocuments } from '../support/clients/stored-documents.ts'

const note = 'This is a free subscription that is activated by users in your company'
const notitie = 'Dit is een gratis abonnement dat wordt geactiveerd door gebruikers in uw bedrijf.'

test('R001 R002 R009 R141: somebody signs up for themselves, free, and is its only user', async () => {
  const { members, billingAdmin, id } = await anOrganisation()
  const [person] = members

  const free = await signUp(person)

  expect(free).toMatchObject({ channel: 'signUp', price: { amount: 0 }, totalLicenses: 1, status: 'Active' })
  expect(await holders(person, free)).toEqual([person.id])
  const types = new Set((await storedDocuments(id)).map(({ type }) => type))
  expect(types).not.toContain('paymentMethod')
  expect(types).not.toContain('purchase')
  expect(types).not.toContain('invoice')
  expect(types).not.toContain('billingProfile')
  for (const list of ['paymentMethods', 'billingProfiles', 'invoices'])
    for (const reader of [person, billingAdmin]) expect(await pages(reader, list)).toEqual([])
})

test('R001 R002 R010: not for others, and not what is not offered', async () => {
  const { members, billingAdmin } = await anOrganisation()
  const [person, colleague] = members
  const ask = async (body: object) =>
    said(await person.post('subscriptions', { productId: products.fabricFree, channel: 'signUp', ...body }))
  expect(await ask({ userId: colleague.id })).toBe('403 NotYourself')
  expect(await ask({ productId: products.powerBiPro })).toBe('422 ProductNotOffered')
  expect(await ask({ productId: 'NO_SUCH_PROGRAMME' })).toBe('404 NotFound')
  expect(await ask({ totalLicenses: 2 })).toBe('400 InvalidRequest')
  expect(await ask({ userId: person.id })).toBe('201')

  const free = await signUp(person, products.powerAutomateFree)
  const seats = `subscriptions/${free.id}/assignments`
  expect(said(await person.post(seats, { userIds: [colleague.id] }))).toBe('409 SingleUserSubscription')
  expect((await billingAdmin.post(seats, { userIds: [colleague.id] })).status).toBe(409)
  expect(await holders(person, free)).toEqual([person.id])
})

test('R003 R004 R005: administrators find free subscriptions among all, marked and explained in their language', async () => {
  const { billingAdmin, purchaser, members } = await anOrganisation()
  const free = await signUp(members[0])
  const paid = await buy(purchaser)

  const all = await pages<Subscription>(billingAdmin, 'subscriptions')
  expect(all.map(({ id }) => id).sort()).toEqual([free.id, paid.id].sort())
  expect(all.find(({ id }) => id === free.id)).toMatchObject({ priceTag: 'Free', note, price: { amount: 0 } })
  expect(all.find(({ id }) => id === paid.id)?.priceTag).toBeUndefined()
  const tagged = await pages<Subscription>(billingAdmin, 'subscriptions?priceTag=Free')
  expect(tagged.map(({ id }) => id)).toEqual([free.id])

  const dutch = { headers: { 'accept-language': 'nl-NL' } }
  const row = await billingAdmin.get<Subscription>(`subscriptions/${free.id}`, dutch)
  expect(row.body).toMatchObject({ priceTag: 'Gratis', note: notitie })
})

test('R006 R014 R016: a global administrator switches sign-up off and on, nobody else does', async () => {
  const organisation = await anOrganisation()
  const { globalAdmin, billingAdmin, purchaser, members, add } = organisation
  const [reader] = await add({ role: 'globalReader' })
  for (const person of [billingAdmin, purchaser, reader]) {
    const answer = await person.patch('', { allowAdHocSubscriptions: false }, await ifMatch(organisation))
    expect(said(answer)).toBe('403 Forbidden')
  }
  const off = await globalAdmin.patch('', { allowAdHocSubscriptions: false }, await ifMatch(organisation))
  expect(off.body).toMatchObject({ allowAdHocSubscriptions: false })

  const order = { productId: products.fabricFree, channel: 'signUp' }
  const refused = await members[0].post<ErrorBody>('subscriptions', order)
  expect(said(refused)).toBe('403 SignUpDisabled')
  expect(refused.body.error.help).toContain('how-do-i-control-self-service-settings')

  await globalAdmin.patch('', { allowAdHocSubscriptions: true }, await ifMatch(organisation))
  expect((await members[0].post('subscriptions', order)).status).toBe(201)
})

test('R015: the sign-up switch leaves purchases alone, and the purchase policy leaves sign-up alone', async () => {
  const organisation = await anOrganisation()
  const { globalAdmin, purchaser, members } = organisation
  await globalAdmin.patch('', { allowAdHocSubscriptions: false }, await ifMatch(organisation))
  expect((await buy(purchaser)).status).toBe('Active')

  await globalAdmin.patch('', { allowAdHocSubscriptions: true }, await ifMatch(organisation))
  const policy = 'policies/allowSelfServicePurchase'
  const etag = (await globalAdmin.get(policy)).headers.get('etag') ?? ''
  const put = await globalAdmin.put(policy, { policyValue: 'Disabled' }, { headers: { 'if-match': etag } })
  expect(put.status).toBe(200)
  expect((await signUp(members[0])).status).toBe('Active')
})

test('R014 R176: the switch needs the ETag of now, and nothing else of the organisation is for its administrators', async () => {
  const organisation = await anOrganisation({ cloud: 'germany' })
  const { globalAdmin } = organisation
  const change = { allowAdHocSubscriptions: false }
  expect(said(await globalAdmin.patch('', change))).toBe('428 PreconditionRequired')
  const stale = { headers: { 'if-match': '"stale"' } }
  expect(said(await globalAdmin.patch('', change, stale))).toBe('412 PreconditionFailed')
  for (const other of [{ country: 'US' }, { managed: false }, { tenantType: 'education' }, { cloud: 'x' }]) {
    const answer = await globalAdmin.patch('', other, await ifMatch(organisation))
    expect(said(answer)).toBe('400 InvalidRequest')
  }
  expect((await globalAdmin.get('')).body).toMatchObject({ cloud: 'germany', allowAdHocSubscriptions: true })
})

test('R008 R010: the programmes to sign up for are listed with help, and are more than what is bought', async () => {
  const { members } = await anOrganisation()
  type Row = { kind: string; help: string }
  const free = await pages<Row>(members[0], 'products?channel=signUp')
  const bought = await pages<Row>(members[0], 'products?channel=selfService')
  expect(free.length).toBeGreaterThan(bought.length)
  expect(free.every(({ help }) => help.startsWith('https://'))).toBe(true)
  const programmes = free.filter(({ kind }) => kind === 'signUpProgramme')
  expect(programmes.length).toBeGreaterThan(20)
  expect(programmes.every(({ help }) => help.includes('self-service-sign-up'))).toBe(true)
  expect((await nobody.get(`/tenants/${members[0].tenantId}/products`)).status).toBe(401)
})

test('R004 R002: nobody but the administrators sees what somebody signed up for', async () => {
  const { members, globalAdmin } = await anOrganisation()
  const free = await signUp(members[0])
  expect(said(await members[1].get(`subscriptions/${free.id}`))).toBe('404 NotFound')
  expect((await read(globalAdmin, free)).purchaser.id).toBe(members[0].id)
})

async function ifMatch({ globalAdmin }: Organisation) {
  return { headers: { 'if-match': (await globalAdmin.get('')).headers.get('etag') ?? '' } }
}
