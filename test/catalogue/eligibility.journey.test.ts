import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, nobody, type OrganisationWanted, type Person } from '../support/clients/journey.ts'
import { addCard, buy, type ErrorBody, products, said } from '../support/clients/journey-verbs.ts'

interface Answer {
  readonly eligible: boolean
  readonly reasons: readonly { readonly code: string; readonly message: string }[]
}

const contactAdmin = 'This is not available to you here. Please contact your IT admin.'
const beheerder = 'Dit is hier niet voor u beschikbaar. Neem contact op met uw IT-beheerder.'

async function refusalFor(person: Person, headers: Record<string, string> = {}) {
  const order = { productId: products.powerBiPro, channel: 'selfService', totalLicenses: 1 }
  const { value } = (await person.get<{ value: { id: string }[] }>('paymentMethods')).body
  const paymentMethodId = value?.[0]?.id ?? '00000000-0000-4000-8000-000000000000'
  return person.post<ErrorBody>('subscriptions', { ...order, paymentMethodId }, { headers })
}

const askWhether = (person: Person) =>
  person.get<Answer>(`eligibility?productId=${products.powerBiPro}&channel=selfService`)

const card = { type: 'card', token: 'tok_ok' }

async function purchaserIn(wanted: OrganisationWanted) {
  const organisation = await anOrganisation(wanted)
  // Whoever may buy nothing has no card to add either.
  await expectStatus(organisation.purchaser.post('paymentMethods', card), 201, 403)
  return organisation
}

test('R128 R146 R147 R148: government, nonprofit and education do not buy, in any country, whatever their policy', async () => {
  for (const tenantType of ['government', 'nonprofit', 'education'] as const) {
    for (const country of ['US', 'NL']) {
      const { purchaser } = await purchaserIn({ tenantType, country })
      const answer = await refusalFor(purchaser)
      expect(said(answer)).toBe('403 TenantNotEligible')
      expect(answer.body.error.message).toBe(contactAdmin)
    }
  }
  const { purchaser } = await purchaserIn({ tenantType: 'commercial', country: 'US' })
  expect(said(await refusalFor(purchaser))).toBe('201')
})

test('R145: unmanaged organisations and personal accounts do not buy', async () => {
  const { purchaser } = await purchaserIn({ managed: false })
  expect(said(await refusalFor(purchaser))).toBe('403 TenantNotManaged')

  const managed = await purchaserIn({})
  const personal = managed.purchaser.withClaims({ idp: 'live.com' })
  expect(said(await refusalFor(personal))).toBe('403 PersonalAccount')
  expect(said(await refusalFor(managed.purchaser))).toBe('201')
})

test('R149: guests do not buy, nor does anyone whose token does not say that they are none', async () => {
  const { purchaser, add } = await purchaserIn({})
  const [guest] = await add({ displayName: 'Lucie Moreau', userType: 'guest' })
  expect(said(await refusalFor(guest))).toBe('403 GuestNotAllowed')
  expect(said(await refusalFor(purchaser.withClaims({ acct: 1 })))).toBe('403 GuestNotAllowed')
  expect(said(await refusalFor(purchaser.withClaims({ acct: null })))).toBe('403 GuestNotAllowed')
  const signingUp = await guest.post('subscriptions', { productId: products.fabricFree, channel: 'signUp' })
  expect(said(signingUp)).toBe('403 GuestNotAllowed')
})

test('R150: synced people buy as long as their account is active', async () => {
  const { add } = await anOrganisation()
  const [synced, disabled] = await add(
    { displayName: 'Synced', onPremisesSyncEnabled: true },
    { displayName: 'Disabled', onPremisesSyncEnabled: true, accountEnabled: false },
  )
  expect((await buy(synced)).status).toBe('Active')
  expect(said(await disabled.post('paymentMethods', card))).toBe('403 AccountDisabled')
  expect(said(await refusalFor(disabled))).toBe('403 AccountDisabled')
})

test('R172 R173: countries on the list and Kosovo may buy; the seven that are not may not', async () => {
  for (const country of ['CU', 'EH', 'IN', 'IR', 'KP', 'SD', 'SY']) {
    const { purchaser } = await purchaserIn({ country })
    const answer = await refusalFor(purchaser)
    expect(said(answer)).toBe('403 MarketNotEligible')
    expect(answer.body.error.message).toBe(contactAdmin)
  }
  for (const country of ['XK', 'NL', 'US', 'AQ', 'TV']) {
    const { purchaser } = await purchaserIn({ country })
    expect(said(await refusalFor(purchaser))).toBe('201')
  }
})

test('R172: a product may leave out countries of its own', async () => {
  const { purchaser } = await purchaserIn({ country: 'BR' })
  const ask = async (productId: string) =>
    (await purchaser.get<Answer>(`eligibility?productId=${productId}&channel=selfService`)).body
  expect((await ask(products.visioPlan2)).reasons.map(({ code }) => code)).toEqual(['MarketNotEligible'])
  expect(await ask(products.powerBiPro)).toEqual({ eligible: true, reasons: [] })

  const paymentMethodId = await addCard(purchaser)
  const order = { productId: products.visioPlan2, channel: 'selfService', totalLicenses: 1, paymentMethodId }
  const refused = await purchaser.post<ErrorBody>('subscriptions', order)
  expect(said(refused)).toBe('403 MarketNotEligible')
  expect(refused.body.error.message).toBe(contactAdmin)
  expect((await buy(purchaser)).status).toBe('Active')
})

test('R148 R177 R013: every refusal says whom to ask, in the caller’s language, with help and no inner detail', async () => {
  const { purchaser } = await purchaserIn({ tenantType: 'education', country: 'CU', managed: false })
  const spoken = async (language: string) => refusalFor(purchaser, { 'accept-language': language })

  const dutch = await spoken('nl-NL,nl;q=0.9,en;q=0.8')
  expect(dutch.headers.get('content-language')).toBe('nl')
  expect(dutch.body.error).toMatchObject({
    message: beheerder,
    help: expect.stringContaining('self-service-purchase-faq'),
  })
  expect(dutch.body.error.details?.map(({ code }) => code)).toEqual([
    'TenantNotManaged',
    'TenantNotEligible',
    'MarketNotEligible',
  ])
  expect(dutch.body.error.details?.every(({ message }) => message === beheerder)).toBe(true)
  for (const language of ['en-GB', 'fr', '*', 'not a language;;;']) {
    expect((await spoken(language)).body.error.message).toBe(contactAdmin)
  }
  expect(dutch.text).not.toMatch(/stack|\.ts:|127\.0\.0\.1|education/i)
  expect(dutch.headers.get('x-ms-error-code')).toBe('TenantNotManaged')
})

test('R148: asking beforehand tells the same as trying, without buying', async () => {
  const fine = await purchaserIn({})
  expect((await askWhether(fine.purchaser)).body).toEqual({ eligible: true, reasons: [] })

  const { purchaser } = await purchaserIn({ tenantType: 'government', country: 'SY' })
  const asked = (await askWhether(purchaser)).body
  const tried = (await refusalFor(purchaser)).body.error
  expect(asked.eligible).toBe(false)
  expect(asked.reasons).toEqual(tried.details)
  const { code, message } = tried
  const quote = { productId: products.powerBiPro, channel: 'selfService', totalLicenses: 1 }
  for (const [path, body] of [
    ['quotes', quote],
    ['paymentMethods', card],
  ] as const) {
    expect((await purchaser.post<ErrorBody>(path, body)).body.error).toMatchObject({ code, message })
  }
  const product = await purchaser.get<{ channels: { channel: string; eligible?: boolean }[] }>(
    `products/${products.powerBiPro}`,
  )
  expect(product.body.channels.find(({ channel }) => channel === 'selfService')?.eligible).toBe(false)
  expect(said(await purchaser.get('eligibility?productId=CFQ7TTC00000'))).toBe('404 NotFound')
})

test('R137: the check before signing in looks at the domain only, and says nothing of the person', async () => {
  const { purchaser, id } = await anOrganisation({ domain: 'voor-aanmelden.example' })
  await anOrganisation({ domain: 'gemeente.example', tenantType: 'government' })
  const check = (email: string, headers = {}) =>
    nobody.post('/eligibility/precheck', { email, productId: products.powerBiPro }, { headers })

  const known = await check(purchaser.address)
  const stranger = await check('nobody.at.all@VOOR-aanmelden.example')
  expect(known.body).toEqual({ eligible: true })
  expect(stranger.text).toBe(known.text)

  const unknown = await check('somebody@nowhere.example')
  const government = await check('somebody@gemeente.example')
  expect(unknown.body).toEqual({ eligible: false, message: contactAdmin })
  expect(government.text).toBe(unknown.text)
  const dutch = await check('somebody@nowhere.example', { 'accept-language': 'nl' })
  expect(dutch.body).toEqual({ eligible: false, message: beheerder })
  expect(said(await nobody.post('/eligibility/precheck', { email: 'no address' }))).toBe('400 InvalidRequest')
  expect(unknown.text).not.toContain(id)
})
