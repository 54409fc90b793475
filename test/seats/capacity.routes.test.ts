import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channels } from '#core/catalogue/channel.ts'
import type { Document } from '#core/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { rows, said } from '../billing/office.ts'
import { aDeleted, aDisabled, anActive, anExpired, guid, seatsOf } from '../support/builders.ts'
import { billingAdmin, globalAdmin, globalReader, simulatedApp, tenantId } from '../support/simulated/app.ts'

const products = ['CFQ7TTC0H9MP', 'CFQ7TTC0HD32', 'CFQ7TTC0LH2H'] as const
const makers = { active: anActive, expired: anExpired, disabled: aDisabled, deleted: aDeleted }

const subscriptions = fc.array(
  fc.record({
    productId: fc.constantFrom(...products),
    channel: fc.constantFrom(...channels),
    state: fc.constantFrom('active', 'expired', 'disabled', 'deleted' as const),
    free: fc.nat(9),
    assigned: fc.nat(9),
    reserved: fc.nat(9),
  }),
  { maxLength: 30 },
)

test('R157 the capacity of every product is what its working subscriptions say, by channel and together', async () => {
  await fc.assert(
    fc.asyncProperty(subscriptions, async (some) => {
      const at = simulatedApp()
      await at.open()
      const gaia = await at.person('Gaia', { roles: [globalAdmin] })
      const documents = some.map(({ productId, channel, state, free, assigned, reserved }, number) =>
        makers[state]({
          id: guid(3, number),
          tenantId,
          productId: productId as Subscription['productId'],
          channel,
          seats: seatsOf({ assigned, reserved, total: free + assigned + reserved }),
        }),
      )
      if (documents.length > 0) await at.store(...(documents as Document[]))

      const told = rows(await gaia.ask('seats-capacity'))

      const working = some.filter(({ state }) => state === 'active' || state === 'expired')
      expect(told.map(({ productId }) => productId)).toEqual(
        [...new Set(working.map(({ productId }) => productId))].sort(),
      )
      for (const { productId, channels: byChannel, ...all } of told) {
        const own = working.filter((one) => one.productId === productId)
        expect(all).toMatchObject(summed(own))
        expect(byChannel).toEqual(
          channels
            .map((channel) => [channel, own.filter((one) => one.channel === channel)] as const)
            .filter(([, them]) => them.length > 0)
            .map(([channel, them]) => ({ channel, ...summed(them) })),
        )
      }
    }),
    { numRuns: 60 },
  )
})

function summed(them: readonly { free: number; assigned: number; reserved: number }[]) {
  const sum = (of: (one: (typeof them)[number]) => number) => them.reduce((total, one) => total + of(one), 0)
  return {
    totalLicenses: sum(({ free, assigned, reserved }) => free + assigned + reserved),
    assignedLicenses: sum(({ assigned }) => assigned),
    reservedLicenses: sum(({ reserved }) => reserved),
    availableLicenses: sum(({ free }) => free),
    subscriptions: them.length,
  }
}

test('R157 more subscriptions than a page of the store holds are all counted, and the list itself is paged', async () => {
  const at = simulatedApp()
  await at.open()
  const gaia = await at.person('Gaia', { roles: [globalAdmin] })
  for (let from = 0; from < 2_500; from += 100) {
    await at.store(
      ...Array.from({ length: 100 }, (_, index) =>
        anActive({
          id: guid(3, from + index),
          tenantId,
          productId: products[(from + index) % 2] as Subscription['productId'],
          channel: 'central',
          seats: seatsOf({ total: 2, assigned: 1 }),
        }),
      ),
    )
  }
  const all = rows(await gaia.ask('seats-capacity'))
  const counts = { totalLicenses: 2_500, assignedLicenses: 1_250, availableLicenses: 1_250 }
  expect(all).toMatchObject([
    { displayName: 'Power BI Pro', ...counts },
    { displayName: 'Visio Plan 2', ...counts },
  ])
  const first = await gaia.ask('seats-capacity', { query: { maxpagesize: '1' } })
  expect(rows(first)).toEqual(all.slice(0, 1))
  const continuation = new URL(first.body['nextLink'] as string).searchParams.get('continuation') ?? ''
  const second = await gaia.ask('seats-capacity', { query: { maxpagesize: '1', continuation } })
  expect(rows(second)).toEqual(all.slice(1))
  expect(second.body).not.toHaveProperty('nextLink')
})

test('administrators and Global Readers read the capacity, others do not', async () => {
  const at = simulatedApp()
  await at.open()
  const as = async (name: string, ...roles: string[]) =>
    said(await (await at.person(name, { roles })).ask('seats-capacity'))
  expect(await as('Gaia', globalAdmin)).toBe('200')
  expect(await as('Bill', billingAdmin)).toBe('200')
  expect(await as('Rita', globalReader)).toBe('200')
  expect(await as('Lotte', '4d6ac14f-3453-41d0-bef9-a3e0c569773a')).toBe('403 Forbidden')
  expect(await as('Anna')).toBe('403 Forbidden')
})

test('R157 what was bought under an id that the product had before counts with the rest of it', async () => {
  const at = simulatedApp()
  await at.open()
  const gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const seats = seatsOf({ total: 2, assigned: 1 })
  const ids = ['CFQ7TTC0H9MP', 'CFQ7TTC0L3PB'].map((productId) => productId as Subscription['productId'])
  await at.store(
    ...ids.map((productId, number) => anActive({ id: guid(3, number), tenantId, productId, seats })),
  )
  expect(rows(await gaia.ask('seats-capacity'))).toMatchObject([
    { productId: 'CFQ7TTC0H9MP', totalLicenses: 4, assignedLicenses: 2, subscriptions: 2 },
  ])
})
