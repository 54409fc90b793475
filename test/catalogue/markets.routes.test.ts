import { describe, expect, test } from 'vitest'
import { countries } from '#core/kernel/countries.ts'
import { simulatedApp } from '../support/simulated/app.ts'

/** Where Power Platform products can be bought, as whoever wants to buy sees it. */

interface Product {
  readonly id: string
  readonly family: string
  readonly channels: readonly { readonly channel: string; readonly eligible?: boolean }[]
}

/** The products that somebody of an organisation there may, or may not, buy for themselves. */
async function buyableIn(country: string) {
  const at = simulatedApp({ country })
  await at.open()
  const anna = await at.person('Anna')
  const { body } = await anna.ask('catalogue-products-list', { query: { channel: 'selfService' } })
  const products = (body['value'] as Product[]).filter(({ family }) => family === 'Power Platform')
  const eligible = products.filter(({ channels }) =>
    channels.some((one) => one.channel === 'selfService' && one.eligible),
  )
  return { all: products.map(({ id }) => id), eligible: eligible.map(({ id }) => id) }
}

describe('every Power Platform product can be bought', () => {
  test('in each of the 243 countries and regions (R172)', async () => {
    expect(new Set(countries.map(({ code }) => code)).size).toBe(243)
    for (const { code } of countries) {
      const { all, eligible } = await buyableIn(code)
      expect(all.length, code).toBeGreaterThanOrEqual(5)
      expect(eligible, code).toEqual(all)
    }
  })

  test('and in none that is not listed (R173)', async () => {
    for (const code of ['CU', 'EH', 'IN', 'IR', 'KP', 'SD', 'SY', 'ZZ'])
      expect((await buyableIn(code)).eligible, code).toEqual([])
  })
})
