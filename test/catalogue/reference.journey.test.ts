import { expect, test } from 'vitest'
import { anOrganisation, nobody } from '../support/clients/journey.ts'
import { pages, products, said } from '../support/clients/journey-verbs.ts'

interface Links {
  readonly pages: Readonly<Record<string, string>>
  readonly help: Readonly<Record<string, string>>
  readonly appLauncherTile: string
  readonly notices: readonly { readonly text: string; readonly help: string }[]
}

const linksOf = async (cloud: string) => (await nobody.get<Links>(`/reference/links?cloud=${cloud}`)).body

const numbers = {
  worldwide: {
    yourProducts: 842054,
    licenses: 842264,
    purchaseServices: 868433,
    takeOver: 842054,
    adminCenter: 2024339,
    billingProfiles: 2103629,
    billsAndPayments: 2102895,
  },
  germany: {
    yourProducts: 847745,
    licenses: 848038,
    purchaseServices: 848041,
    takeOver: 848041,
    adminCenter: 848041,
  },
  '21vianet': {
    yourProducts: 850626,
    licenses: 850625,
    purchaseServices: 850627,
    takeOver: 850627,
    adminCenter: 850627,
  },
}

for (const [cloud, linkIds] of Object.entries(numbers)) {
  test(`R037 R038 R039 R044 R045 R062 R074 R086 R096 R153: ${cloud} has its own links, and only those`, async () => {
    const links = await linksOf(cloud)
    const found = Object.entries(links.pages).map(([page, link]) => [
      page,
      Number(new URL(link).searchParams.get('linkid')),
    ])
    expect(Object.fromEntries(found)).toEqual(linkIds)
    expect(links.appLauncherTile).toBe(links.pages['adminCenter'])
  })
}

test('R091 R092 R120 R180: help is the newer article’s; only one cloud has a notice; unknown clouds are none', async () => {
  const { help, notices } = await linksOf('worldwide')
  expect(help['selfServicePurchaseFaq']).toContain('self-service-purchase-faq')
  expect(help['getSupport']).toContain('business-video/get-help-support')
  expect(help['assignLicenses']).toContain('assign-licenses-to-users')
  expect(notices).toEqual([])
  expect((await linksOf('germany')).notices).toEqual([])
  const { notices: changed } = await linksOf('21vianet')
  expect(changed.map(({ text }) => text).join()).toContain('About the new Microsoft 365 admin center')
  expect(said(await nobody.get('/reference/links?cloud=moon'))).toBe('400 InvalidRequest')
  expect((await nobody.get<Links & { cloud: string }>('/reference/links')).body.cloud).toBe('worldwide')
})

test('R193: the notice of 21Vianet leads to the 21Vianet view of its page, and purchasers have a help page of their own', async () => {
  const { notices, help } = await linksOf('21vianet')
  expect(notices.map((notice) => new URL(notice.help).searchParams.get('view'))).toEqual(['o365-21vianet'])
  expect(help['getSupportPurchaser']).toContain('contact-support-for-business-products')
  expect(help['getSupportPurchaser']).not.toBe(help['getSupport'])
})

test('R191: every Power Platform product has its four kinds of training, and no other has them', async () => {
  interface WithTraining {
    readonly trainingLinks?: Readonly<Record<string, string>>
  }
  const { purchaser } = await anOrganisation()
  const trainingOf = async (id: string) =>
    (await purchaser.get<WithTraining>(`products/${id}`)).body.trainingLinks
  for (const id of [products.powerBiPro, 'CFQ7TTC0LH2H', 'CFQ7TTC0LH3L', 'CFQ7TTC0LSGZ', 'CFQ7TTC0H6RP']) {
    const links = (await trainingOf(id)) ?? {}
    expect(Object.keys(links)).toEqual(['guidedLearning', 'documentation', 'samples', 'community'])
    for (const link of Object.values(links)) expect(link).toMatch(/^https:/)
  }
  expect(await trainingOf(products.visioPlan2)).toBeUndefined()
})

test('R172 R173 R174: 243 countries, each once, in one order in both languages', async () => {
  type Country = { code: string; name: string }
  const list = (language: string) =>
    pages<Country>(nobody, '/reference/countries?maxpagesize=100', { 'accept-language': language })
  const [english, dutch] = [await list('en'), await list('nl')]

  expect(english).toHaveLength(243)
  expect(new Set(english.map(({ code }) => code)).size).toBe(243)
  expect(dutch.map(({ code }) => code)).toEqual(english.map(({ code }) => code))
  const nameOf = (rows: readonly Country[], code: string) => rows.find((row) => row.code === code)?.name
  expect([nameOf(english, 'DE'), nameOf(dutch, 'DE')]).toEqual(['Germany', 'Duitsland'])
  for (const code of ['CU', 'EH', 'IN', 'IR', 'KP', 'SD', 'SY']) expect(nameOf(english, code)).toBeUndefined()
  expect(nameOf(english, 'XK')).toBeDefined()
})

test('R088 R177: the reasons to cancel, in both languages', async () => {
  const list = async (language: string) =>
    pages<{ id: string; label: string }>(nobody, '/reference/cancellationReasons', {
      'accept-language': language,
    })
  const [english, dutch] = [await list('en'), await list('nl')]
  expect(english.map(({ id }) => id).sort()).toEqual(
    [
      ...['customerService', 'lowQuality', 'missingFeatures', 'movedToCentral', 'other'],
      ...['switchedService', 'tooComplex', 'tooExpensive', 'unused'],
    ].sort(),
  )
  expect(dutch.map(({ id }) => id)).toEqual(english.map(({ id }) => id))
  for (const [index, { label }] of english.entries()) expect(dutch[index]?.label).not.toBe(label)
})

test('R181 R134 R164: prices and training are there before anyone signs in, and the quote says the same price', async () => {
  type Row = {
    id: string
    unitPrice?: { amount: number; currency: string }
    training: string
    channels: { channel: string }[]
  }
  const list = (country: string) =>
    pages<Row>(nobody, `/reference/products?country=${country}`, { 'accept-language': 'en' })
  const [dutch, american] = [await list('NL'), await list('US')]
  const priceIn = (rows: readonly Row[]) => rows.find(({ id }) => id === products.powerBiPro)?.unitPrice
  expect(priceIn(dutch)?.currency).toBe('EUR')
  expect(priceIn(american)?.currency).toBe('USD')
  const { purchaser } = await anOrganisation({ country: 'NL' })
  const quote = await purchaser.post<{ unitPrice: unknown }>('quotes', {
    productId: products.powerBiPro,
    channel: 'selfService',
    totalLicenses: 1,
  })
  expect(quote.body.unitPrice).toEqual(priceIn(dutch))
  for (const { channels, training } of dutch) {
    expect(training).toMatch(/^https:/)
    for (const { channel } of channels) expect(['selfService', 'signUp', 'trial']).toContain(channel)
  }
  expect(await list('CU')).toEqual([])
})
