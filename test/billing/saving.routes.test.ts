import fc from 'fast-check'
import { expect, test } from 'vitest'
import { savingOf } from '#core/billing/saving.ts'
import { unitPriceOf } from '#core/catalogue/prices.ts'
import { allProducts } from '#core/catalogue/products.ts'
import type { ProductId } from '#core/kernel/ids.ts'
import {
  aDeleted,
  anActive,
  anAssignment,
  anExpired,
  seatsOf,
  subscriptionId,
  userId,
} from '../support/builders.ts'
import { globalAdmin, globalReader, simulatedApp, tenantId } from '../support/simulated/app.ts'
import { rows, said } from './office.ts'

/** Power BI Pro and Clipchamp Premium: sold both ways. */
const products = allProducts().filter(({ channels }) => channels.selfService && channels.central)
const [sold] = products
if (!sold) throw new Error('Nothing is sold both ways.')

const euros = (amount: number) => ({ amount, currency: 'EUR' })

test('B19: the saving is the difference of the prices times the seats, a year, to the cent, whichever is dearer', () => {
  const priced = fc.record({
    unitPrice: fc.nat({ max: 9_999_999 }).map(euros),
    termMonths: fc.constantFrom(1, 12),
  })
  fc.assert(
    fc.property(priced, priced, fc.nat({ max: 20_000 }), (now, then, seats) => {
      const saved = savingOf(now, then, seats)
      const difference =
        now.unitPrice.amount * (12 / now.termMonths) - then.unitPrice.amount * (12 / then.termMonths)
      expect(saved?.saving).toEqual(euros(difference * seats))
      expect((saved?.price.amount ?? 0) - (saved?.newPrice.amount ?? 0)).toBe(difference)
      expect(savingOf(now, { ...then, unitPrice: { amount: 1, currency: 'USD' } }, seats)).toBeUndefined()
    }),
  )
})

test('B19: a year is a whole number of terms of everything that is sold, so that no saving is rounded', () => {
  for (const { channels } of allProducts())
    for (const offer of Object.values(channels)) expect(12 % offer.termMonths).toBe(0)
})

async function anOrganisation(country = 'NL') {
  const at = simulatedApp({ country })
  await at.open()
  return { at, rita: await at.person('Rita', { roles: [globalReader] }), anna: await at.person('Anna') }
}

test('B19: for each self-service subscription the saving is what is paid less the central price, times its users', async () => {
  const { at, rita, anna } = await anOrganisation()
  const central = unitPriceOf(sold, 'central', 'NL')
  const of = { tenantId, productId: sold.id, termMonths: sold.termMonths }
  const bought = (number: number, assigned: number, unitPrice: number) =>
    anActive({
      ...of,
      id: subscriptionId(number),
      unitPrice: euros(unitPrice),
      seats: seatsOf({ assigned, total: assigned + 2 }),
    })
  await at.store(
    bought(1, 3, 1_500),
    bought(2, 4, 1),
    anExpired({ ...of, id: subscriptionId(3), unitPrice: euros(2_000), seats: seatsOf({ assigned: 1 }) }),
    aDeleted({ ...of, id: subscriptionId(4) }),
    anActive({ ...of, id: subscriptionId(5), channel: 'central' }),
    anActive({ ...of, id: subscriptionId(6), unitPrice: { amount: 1_000, currency: 'USD' } }),
    anActive({ ...of, id: subscriptionId(7), productId: 'GONE' as ProductId }),
  )
  const terms = 12 / sold.termMonths
  const saving = (price: number, seats: number) => {
    const newPrice = (central?.amount ?? 0) * terms
    return {
      seats,
      price: euros(price * terms),
      newPrice: euros(newPrice),
      saving: euros((price * terms - newPrice) * seats),
    }
  }

  const answer = await rita.ask('billing-savings-list')
  expect(rows(answer)).toMatchObject([
    { subscriptionId: subscriptionId(1), product: { id: sold.id }, saving: saving(1_500, 3) },
    { subscriptionId: subscriptionId(2), saving: saving(1, 4) },
    { subscriptionId: subscriptionId(3), saving: saving(2_000, 1) },
    { subscriptionId: subscriptionId(6) },
    { subscriptionId: subscriptionId(7), product: { displayName: 'GONE' } },
  ])
  const [, dear, , ...incomparable] = rows(answer)
  expect(dear).toMatchObject({ saving: { saving: { amount: expect.any(Number) } } })
  expect(saving(1, 4).saving.amount).toBeLessThan(0)
  for (const row of incomparable) expect(row).not.toHaveProperty('saving')

  const first = await rita.ask('billing-savings-list', { query: { maxpagesize: '2' } })
  expect(rows(first)).toHaveLength(2)
  expect(first.body['nextLink']).toBeDefined()
  expect(rows(await rita.ask('billing-savings-list', { query: { productId: 'GONE' } }))).toHaveLength(1)
  expect(said(await anna.ask('billing-savings-list'))).toBe('403 Forbidden')
})

test('B19: the preview of a move tells what it saves: the difference of the prices times those who move', async () => {
  const { at } = await anOrganisation()
  const gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const seats = seatsOf({ assigned: 3 })
  const source = anActive({ tenantId, seats, unitPrice: euros(930), termMonths: 1 })
  const target = anActive({
    tenantId,
    id: subscriptionId(2),
    channel: 'central',
    seats: 10,
    unitPrice: euros(9_000),
    termMonths: 12,
  })
  const holders = [1, 2, 3].map((number) => anAssignment(source, userId(number)))
  await at.store(source, target, ...holders)
  const preview = await gaia.ask('take-over-preview-move', {
    params: { id: source.id },
    body: { targetSubscriptionId: target.id },
  })
  expect(preview.body).toMatchObject({
    usersToMove: 3,
    saving: {
      seats: 3,
      price: euros(930 * 12),
      newPrice: euros(9_000),
      saving: euros((930 * 12 - 9_000) * 3),
    },
  })
})
