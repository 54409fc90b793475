import { beforeEach, expect, test } from 'vitest'
import type { ProductId, UserId } from '#core/kernel/ids.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import { anActive, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let vera: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  vera = await at.person('Vera')
  const powerBi = 'CFQ7TTC0H9MP' as ProductId
  const visio = 'CFQ7TTC0HD32' as ProductId
  const bought = [
    [powerBi, 'Vera Zandstra', vera.userId, '2027-01-05', '2026-01-03'],
    [visio, 'Jan van den Berg', gaia.userId, '2026-12-05', '2026-01-02'],
    [visio, 'IJsbrand Admin', gaia.userId, '2027-02-05', '2026-01-01'],
  ] as const satisfies readonly (readonly [ProductId, string, UserId, string, string])[]
  for (const [place, [productId, purchaserName, purchaserId, ends, day]] of bought.entries())
    await at.store(
      anActive({
        ...{ id: subscriptionId(place + 1), tenantId, productId, purchaserName, purchaserId },
        expirationDate: ends as Day,
        createdAt: `${day}T08:00:00.000Z` as Instant,
      }),
    )
})

const [ofVera, ofJan, ofIJsbrand] = [1, 2, 3].map(subscriptionId)

interface Found {
  readonly status: number
  readonly ids: readonly string[]
  readonly count: unknown
  readonly nextLink: unknown
}

async function found(person: Person, query: Readonly<Record<string, string>>): Promise<Found> {
  const { status, body } = await person.ask('subscriptions-list', { query })
  const rows = (body['value'] ?? []) as readonly { readonly id: string }[]
  return { status, ids: rows.map(({ id }) => id), count: body['count'], nextLink: body['nextLink'] }
}

test.each([
  ['visio', [ofJan, ofIJsbrand]],
  ['POWER bi', [ofVera]],
  ['cfq7ttc0h9mp', [ofVera]],
  ['Vera', [ofVera]],
  ['vera z', [ofVera]],
  ['jan van d', [ofJan]],
  ['ijsb', [ofIJsbrand]],
  ['zand', []],
  [subscriptionId(3).toUpperCase(), [ofIJsbrand]],
])(
  'a search for %s finds what has it in the product’s name or begins the purchaser’s',
  async (search, ids) => {
    expect((await found(gaia, { search })).ids).toEqual(ids)
  },
)

test('a search for an id finds what that person bought, and what nobody may see is not found by it', async () => {
  expect((await found(gaia, { search: gaia.userId })).ids).toEqual([ofJan, ofIJsbrand])
  expect((await found(vera, { search: gaia.userId })).ids).toEqual([])
  expect((await found(vera, { search: 'visio', count: 'true' })).count).toBe(0)
  expect((await found(vera, { search: 'Power' })).ids).toEqual([ofVera])
})

test('R160 License and User Administrators find what they may assign, and whom to: nothing else', async () => {
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  const row = (number: number) => ({ id: subscriptionId(number), tenantId, seats: 5 })
  await at.store(
    anActive({ ...row(4), channel: 'central', controlledBy: null }),
    anActive({ ...row(5), controlledBy: null }),
    anActive({ ...row(6), controlledBy }),
  )
  for (const role of ['4d6ac14f-3453-41d0-bef9-a3e0c569773a', 'fe930be7-5e62-47db-91af-98c3a49a38b1']) {
    const lotte = await at.person(`Lotte ${role}`, { roles: [role] })
    const listed = await lotte.ask('subscriptions-list', { query: { count: 'true' } })
    const rows = listed.body['value'] as readonly { readonly id: string; readonly actions: string[] }[]
    const mayAssign = rows.filter(({ actions }) => actions.includes('assign')).map(({ id }) => id)
    // Those of the beginning are under control, too.
    expect(mayAssign).toEqual([ofVera, ofJan, ofIJsbrand, row(4).id, row(6).id])
    expect(listed.body['count']).toBe(rows.length)
    expect(rows.map(({ id }) => id)).toEqual(mayAssign)
    expect((await lotte.ask('seats-licenses-list')).body['value']).toHaveLength(3)
    expect((await lotte.ask('organisation-people', { query: { search: 've' } })).body['value']).toMatchObject(
      [{ id: vera.userId }],
    )
  }
})

test('a list is sorted as asked, over all its pages, and says how many there are', async () => {
  const sorted = async (orderby: string) => (await found(gaia, { orderby })).ids
  expect(await sorted('expirationDate')).toEqual([ofJan, ofVera, ofIJsbrand])
  expect(await sorted('expirationDate desc')).toEqual([ofIJsbrand, ofVera, ofJan])
  expect(await sorted('createdDateTime')).toEqual([ofIJsbrand, ofJan, ofVera])
  expect(await sorted('purchaser')).toEqual([ofIJsbrand, ofJan, ofVera])
  expect(await sorted('purchaser desc')).toEqual([ofVera, ofJan, ofIJsbrand])

  const first = await found(gaia, { orderby: 'purchaser', count: 'true', maxpagesize: '2' })
  expect(first).toMatchObject({ ids: [ofIJsbrand, ofJan], count: 3 })
  const next = Object.fromEntries(new URL(String(first.nextLink)).searchParams)
  expect(next).toMatchObject({ orderby: 'purchaser', count: 'true' })
  expect(await found(gaia, next)).toMatchObject({ ids: [ofVera], count: 3, nextLink: undefined })
  expect(await found(gaia, { channel: 'central', count: 'true' })).toMatchObject({ ids: [], count: 0 })
  expect((await found(gaia, {})).count).toBeUndefined()
  for (const orderby of ['product', 'expirationDate DESC', 'constructor', ''])
    expect((await found(gaia, { orderby })).status).toBe(400)
})
