import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type EligibilityQuestion,
  eligibility,
  type PersonFacts,
  personFacts,
} from '#core/catalogue/eligibility.ts'
import { allProducts, findProduct, type Product } from '#core/catalogue/products.ts'
import { countries } from '#core/kernel/countries.ts'
import type { Instant } from '#core/kernel/time.ts'

const product = (id: string) => findProduct(id) as Product
const powerBiPro = product('CFQ7TTC0H9MP')
const visioPlan1 = product('CFQ7TTC0HD33')
const fabricFree = product('POWER_BI_STANDARD')
const at = (text: string) => text as Instant
const commercial = {
  tenantType: 'commercial',
  managed: true,
  country: 'NL',
  allowAdHocSubscriptions: true,
} as const
const member: PersonFacts = {
  accountType: 'member',
  personalAccount: false,
  accountEnabled: true,
  onPremisesSyncEnabled: false,
}

interface Changes extends Partial<Omit<EligibilityQuestion, 'person' | 'tenant'>> {
  readonly person?: Partial<EligibilityQuestion['person']>
  readonly tenant?: Partial<EligibilityQuestion['tenant']>
}

function question({ person, tenant, ...rest }: Changes = {}): EligibilityQuestion {
  return {
    product: powerBiPro,
    channel: 'selfService',
    policy: 'Enabled',
    now: at('2026-11-21T12:00:00.000Z'),
    ...rest,
    person: { ...member, ...person },
    tenant: { ...commercial, ...tenant },
  }
}

const refused = (...codes: string[]) => ({ eligible: false, codes })
const ask = (changes: Changes = {}) => eligibility(question(changes))

test('R145 a member of a managed organisation may buy', () => {
  expect(ask()).toEqual({ eligible: true })
})

test('R145 nobody buys in an unmanaged organisation, or with a personal account', () => {
  expect(ask({ tenant: { managed: false } })).toEqual(refused('TenantNotManaged'))
  expect(ask({ person: { personalAccount: true } })).toEqual(refused('PersonalAccount'))
})

test('R149 a guest may not buy, whatever else is true of them', () => {
  expect(ask({ person: { accountType: 'guest' } })).toEqual(refused('GuestNotAllowed'))
})

test('R149 a token that does not say member is a guest', () => {
  const user = { userType: 'member', accountEnabled: true, onPremisesSyncEnabled: false } as const
  const claims = { personalAccount: false, accountType: undefined }
  expect(personFacts(user, { personalAccount: false, accountType: 0 })).toEqual(member)
  expect(personFacts(user, { personalAccount: false, accountType: 1 }).accountType).toBe('guest')
  expect(personFacts(user, claims as never).accountType).toBe('guest')
  expect(
    personFacts({ ...user, userType: 'guest' }, { personalAccount: false, accountType: 0 }).accountType,
  ).toBe('guest')
})

test('R150 a synced person may buy while their account is enabled', () => {
  expect(ask({ person: { onPremisesSyncEnabled: true } })).toEqual({ eligible: true })
  expect(ask({ person: { onPremisesSyncEnabled: true, accountEnabled: false } })).toEqual(
    refused('AccountDisabled'),
  )
})

describe.each(['government', 'nonprofit', 'education'] as const)(
  'R128 R146 R147 in a %s organisation',
  (tenantType) => {
    test.each(['US', 'NL', 'JP'])('nobody buys in %s, even with the policy Enabled', (country) => {
      expect(ask({ tenant: { tenantType, country }, policy: 'Enabled' })).toEqual(
        refused('TenantNotEligible'),
      )
    })

    test('administrators buy centrally, and people sign up', () => {
      expect(ask({ tenant: { tenantType }, channel: 'central' })).toEqual({ eligible: true })
      expect(ask({ tenant: { tenantType }, channel: 'signUp', product: fabricFree })).toEqual({
        eligible: true,
      })
    })
  },
)

test('R172 every listed country may buy every Power Platform product', () => {
  const products = allProducts('powerPlatform').filter((product) => product.channels.selfService)
  for (const product of products)
    for (const { code } of countries)
      expect(ask({ product, tenant: { country: code } })).toEqual({ eligible: true })
})

test('R172 a product is refused in a country it leaves out', () => {
  expect(ask({ product: visioPlan1, tenant: { country: 'BR' } })).toEqual(refused('MarketNotEligible'))
  expect(ask({ product: powerBiPro, tenant: { country: 'BR' } })).toEqual({ eligible: true })
})

test('R173 refuses every country that is not listed', () => {
  for (const country of ['CU', 'EH', 'IN', 'IR', 'KP', 'SD', 'SY', 'ZZ', '', 'nl'])
    for (const channel of ['selfService', 'trial', 'signUp', 'central'] as const)
      expect(ask({ tenant: { country }, channel })).toMatchObject({
        codes: expect.arrayContaining(['MarketNotEligible']),
      })
  expect(ask({ tenant: { country: 'XK' } })).toEqual({ eligible: true })
})

test('R034 a product that is switched off is refused, others are not', () => {
  expect(ask({ policy: 'Disabled' })).toEqual(refused('PurchaseDisabledByPolicy'))
})

test('R052 with only trials allowed a trial passes and a purchase does not', () => {
  const policy = 'OnlyTrialsWithoutPaymentMethod'
  expect(ask({ product: visioPlan1, policy })).toEqual(refused('TrialsOnlyByPolicy'))
  expect(ask({ product: visioPlan1, policy, channel: 'trial' })).toEqual({ eligible: true })
  expect(ask({ product: visioPlan1, policy: 'Disabled', channel: 'trial' })).toEqual(
    refused('PurchaseDisabledByPolicy'),
  )
})

test('R014 nobody signs up where the organisation has switched that off', () => {
  const signUp = { product: fabricFree, channel: 'signUp' } as const
  expect(ask(signUp)).toEqual({ eligible: true })
  expect(ask({ ...signUp, tenant: { allowAdHocSubscriptions: false } })).toEqual(refused('SignUpDisabled'))
})

test('R010 a programme that is only signed up for cannot be bought, and the other way round', () => {
  expect(ask({ product: fabricFree })).toEqual(refused('ProductNotOffered'))
  expect(ask({ channel: 'signUp' })).toEqual(refused('ProductNotOffered'))
})

test('R012 R121 the profile powerPlatform refuses what is not Power Platform', () => {
  const visio = findProduct(visioPlan1.id, 'powerPlatform') as Product
  expect(ask({ product: visio })).toEqual(refused('ProductNotOffered'))
  expect(ask({ product: findProduct(powerBiPro.id, 'powerPlatform') as Product })).toEqual({ eligible: true })
})

test('R124 R125 a product starts on its first day, which differs by country', () => {
  const powerApps = findProduct('CFQ7TTC0LH2H') as Product
  const on = (now: string, country: string) => ask({ product: powerApps, now: at(now), tenant: { country } })
  expect(on('2020-01-13T23:59:59.999Z', 'US')).toEqual(refused('NotYetAvailable'))
  expect(on('2020-01-14T00:00:00.000Z', 'US')).toEqual({ eligible: true })
  expect(on('2020-01-14T00:00:00.000Z', 'NL')).toEqual(refused('NotYetAvailable'))
})

test('R126 a new market needs a row of data', () => {
  const byCountry = { NL: '2027-01-01' as Product['availableFrom']['default'] }
  const later: Product = { ...powerBiPro, availableFrom: { ...powerBiPro.availableFrom, byCountry } }
  expect(ask({ product: later })).toEqual(refused('NotYetAvailable'))
  expect(ask({ product: later, country: 'BE' })).toEqual({ eligible: true })
})

test('every reason is given, what nobody can change first', () => {
  const everything = ask({
    person: { personalAccount: true, accountType: 'guest', accountEnabled: false },
    tenant: { managed: false, tenantType: 'education', country: 'IN' },
    policy: 'Disabled',
    product: fabricFree,
    now: at('2019-01-01T00:00:00.000Z'),
  })
  expect(everything).toEqual(
    refused(
      'PersonalAccount',
      'GuestNotAllowed',
      'AccountDisabled',
      'TenantNotManaged',
      'TenantNotEligible',
      'MarketNotEligible',
      'PurchaseDisabledByPolicy',
      'NotYetAvailable',
      'ProductNotOffered',
    ),
  )
})

describe('for any person, organisation and product', () => {
  const anyQuestion: fc.Arbitrary<EligibilityQuestion> = fc.record({
    person: fc.record({
      accountType: fc.constantFrom('member', 'guest'),
      personalAccount: fc.boolean(),
      accountEnabled: fc.boolean(),
      onPremisesSyncEnabled: fc.boolean(),
    }),
    tenant: fc.record({
      tenantType: fc.constantFrom('commercial', 'government', 'nonprofit', 'education'),
      managed: fc.boolean(),
      country: fc.constantFrom('NL', 'US', 'BR', 'IN', 'XK'),
      allowAdHocSubscriptions: fc.boolean(),
    }),
    product: fc.constantFrom(...allProducts(), ...allProducts('powerPlatform')),
    channel: fc.constantFrom('selfService', 'central', 'signUp', 'trial'),
    policy: fc.constantFrom('Enabled', 'Disabled', 'OnlyTrialsWithoutPaymentMethod'),
    now: fc.constantFrom(at('2020-01-14T00:00:00.000Z'), at('2026-11-21T12:00:00.000Z')),
  })

  test('R147 no policy makes an ineligible person eligible', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const open = eligibility({ ...asked, policy: 'Enabled' })
        if (!open.eligible) expect(eligibility(asked).eligible).toBe(false)
      }),
    )
  })

  test('R015 the sign-up switch leaves purchases alone, the purchase policy leaves sign-ups alone', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        if (asked.channel === 'signUp')
          expect(eligibility({ ...asked, policy: 'Disabled' })).toEqual(eligibility(asked))
        else {
          const tenant = { ...asked.tenant, allowAdHocSubscriptions: !asked.tenant.allowAdHocSubscriptions }
          expect(eligibility({ ...asked, tenant })).toEqual(eligibility(asked))
        }
      }),
    )
  })

  test('R150 being synced from an own directory makes no difference', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const person = { ...asked.person, onPremisesSyncEnabled: !asked.person.onPremisesSyncEnabled }
        expect(eligibility({ ...asked, person })).toEqual(eligibility(asked))
      }),
    )
  })

  test('R149 no guest and no personal account gets anything', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const { accountType, personalAccount } = asked.person
        if (accountType === 'guest' || personalAccount) expect(eligibility(asked).eligible).toBe(false)
      }),
    )
  })
})
