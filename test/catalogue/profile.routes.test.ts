import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Services } from '#functions/jobs/job.ts'
import { type Person, simulatedApp } from '../support/simulated/app.ts'

/** What can be bought under each value of the setting CATALOGUE_PROFILE. */

interface Row {
  readonly id: string
  readonly family: string
  readonly status: string
}

let at: ReturnType<typeof simulatedApp>
let anna: Person
let paymentMethodId: unknown
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  anna = await at.person('Anna')
  const card = await anna.ask('billing-payment-methods-create', { body: { type: 'card', token: 'tok_ok' } })
  paymentMethodId = card.body['id']
})

/** Every product that is sold to whoever buys for themselves, with what somebody is told who buys one. */
async function boughtUnder(catalogueProfile: Services['settings']['catalogueProfile']) {
  const { body } = await anna.ask('catalogue-products-list', { query: { channel: 'selfService' } })
  at.services.settings = { ...at.services.settings, catalogueProfile }
  const told = new Map<string, string[]>()
  for (const { id: productId, family } of body['value'] as Row[]) {
    const order = { productId, channel: 'selfService', totalLicenses: 1, paymentMethodId }
    const { status, body } = await anna.ask('purchasing-buy', { body: order, repeat: randomUUID() })
    const answer = status === 201 ? '201' : `${status} ${body.error['code']}`
    told.set(family, [...(told.get(family) ?? []), answer])
  }
  return told
}

describe('with the profile', () => {
  test('powerPlatform, what is not Power BI, Power Apps or Power Automate is not bought (R012, R121)', async () => {
    const told = await boughtUnder('powerPlatform')
    expect(told.size).toBeGreaterThan(2)
    for (const [family, answers] of told)
      expect(new Set(answers), family).toEqual(
        new Set([family === 'Power Platform' ? '201' : '422 ProductNotOffered']),
      )
  })

  test('all, the whole catalogue is (R012)', async () => {
    const told = await boughtUnder('all')
    expect(told.size).toBeGreaterThan(2)
    for (const [family, answers] of told) expect(new Set(answers), family).toEqual(new Set(['201']))
  })
})
