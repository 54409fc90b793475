import { describe, expect, test } from 'vitest'
import { findProduct, isOffered } from '#core/catalogue/products.ts'
import { findCountry } from '#core/kernel/countries.ts'
import { parseGuid } from '#core/kernel/ids.ts'
import { demoOrganisations as demo } from '#local/demo/demo.ts'
import { generateOrganisation } from '#local/demo/generate.ts'
import { accountOf } from '#local/demo/names.ts'
import type { Organisations } from '#local/system/organisation.ts'

const [first, second, third] = demo.tenants
const usersOf = (tenantId: string | undefined) => [...demo.users].filter((user) => user.tenantId === tenantId)
const rolesOf = (tenantId: string | undefined) =>
  demo.personas.filter((persona) => persona.tenantId === tenantId).map((persona) => persona.role)

describe.each<[string, Organisations]>([
  ['the demo organisations', demo],
  ['a generated organisation', generateOrganisation({ users: 3_000, seed: 7 })],
  ['one of which some hold both', generateOrganisation({ users: 300, both: 30, seed: 8 })],
])('in %s', (_, organisations) => {
  const users = new Map([...organisations.users].map((user) => [user.userId, user]))

  test('ids and account names are unique, and written as they are stored', () => {
    const all = [...organisations.users]
    expect(users.size).toBe(all.length)
    expect(new Set(all.map((user) => user.userPrincipalName)).size).toBe(all.length)
    const ids = [...organisations.tenants, ...organisations.subscriptions].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of [...ids, ...users.keys()]) expect(parseGuid(id)).toBe(id)
    for (const { mail } of all) expect(mail).toMatch(/^[a-z0-9.-]+@[a-z0-9.-]+\.example$/)
  })

  test('every subscription sells a product that is offered that way', () => {
    for (const { productId, channel } of organisations.subscriptions) {
      const product = findProduct(productId)
      expect(product && isOffered(product, channel)).toBe(true)
    }
  })

  test('people hold what their own organisation bought, once each, and never more than was bought', () => {
    for (const {
      tenantId,
      holders,
      holderCount,
      totalLicenses,
      purchaserId,
    } of organisations.subscriptions) {
      const ids = [...holders]
      expect(ids).toHaveLength(holderCount)
      expect(new Set(ids).size).toBe(holderCount)
      expect(holderCount).toBeLessThanOrEqual(totalLicenses)
      const strangers = [purchaserId, ...ids].filter((id) => users.get(id)?.tenantId !== tenantId)
      expect(strangers).toEqual([])
      expect(ids.filter((id) => users.get(id)?.userType === 'guest')).toEqual([])
    }
  })

  test('every persona is one of the people', () => {
    expect(new Set(organisations.personas.map(({ id }) => id)).size).toBe(organisations.personas.length)
    for (const { objectId, tenantId, userPrincipalName } of organisations.personas)
      expect(users.get(objectId)).toMatchObject({ tenantId, userPrincipalName })
  })
})

test('R178 the first organisation has every role, the second the four that matter most', () => {
  const main = ['globalAdmin', 'billingAdmin', 'purchaser', 'member']
  expect(rolesOf(first?.id)).toEqual(
    expect.arrayContaining([...main, 'globalReader', 'licenseAdmin', 'userAdmin', 'guest']),
  )
  expect(rolesOf(second?.id)).toEqual(expect.arrayContaining(main))
  expect(demo.personas.map((persona) => persona.role)).toEqual(
    expect.arrayContaining(['partner', 'support', 'operator']),
  )
})

test('the first organisation has at least 25 members without the thousand of the demo move', () => {
  expect(usersOf(first?.id).length - 1_000).toBeGreaterThan(25)
})

test('R173 the third organisation is in a country that is not listed', () => {
  expect(findCountry(first?.country ?? '')).toBeDefined()
  expect(findCountry(third?.country ?? '')).toBeUndefined()
})

test('R048 two people bought the same product', () => {
  const bought = demo.subscriptions.filter(
    ({ productId, channel, tenantId }) =>
      productId === 'CFQ7TTC0H9MP' && channel === 'selfService' && tenantId === first?.id,
  )
  expect(new Set(bought.map((subscription) => subscription.purchaserId)).size).toBe(2)
})

test('the demo move has a thousand users and room for them in the same family', () => {
  const [source, target] = demo.subscriptions.filter(({ totalLicenses }) => totalLicenses >= 1_000)
  expect(source).toMatchObject({ channel: 'selfService', holderCount: 1_000, controlledBy: null })
  expect(target).toMatchObject({ channel: 'central', totalLicenses: 1_200, productId: source?.productId })
})

test('there are central subscriptions with room and one too full, one purchase taken over, one without purchaser', () => {
  const free = demo.subscriptions
    .filter(({ channel }) => channel === 'central')
    .map(({ totalLicenses, holderCount }) => totalLicenses - holderCount)
  expect(Math.max(...free)).toBeGreaterThan(10)
  expect(Math.min(...free)).toBe(1)
  expect(demo.subscriptions.filter(({ controlledBy }) => controlledBy)).toHaveLength(1)
  const gone = [...demo.users].filter((user) => !user.accountEnabled).map((user) => user.userId)
  expect(demo.subscriptions.some(({ purchaserId }) => gone.includes(purchaserId))).toBe(true)
})

test('a generated organisation is the same for the same seed, and another for another', () => {
  const listed = (seed: number) => JSON.stringify([...generateOrganisation({ users: 50, seed }).users])
  expect(listed(1)).toBe(listed(1))
  expect(listed(1)).not.toBe(listed(2))
})

test('account names are plain letters', () => {
  expect(accountOf('Łukasz Wójcik')).toBe('lukasz.wojcik')
  expect(accountOf("Siobhán O'Connor", 2)).toBe('siobhan.oconnor2')
  expect(accountOf('İbrahim Kılıç')).toBe('ibrahim.kilic')
  expect(accountOf('Jürgen Groß')).toBe('juergen.gross')
})
