import { expect, test } from 'vitest'
import type { Invoice } from '#core/billing/invoice.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { billingAdmin, simulatedApp, tenantId } from '../support/simulated/app.ts'
import { callRoute } from '../support/simulated/ask.ts'
import { tokenOf } from '../support/simulated/tokens.ts'

test('R099 what is added around midnight is billed for the day that the history says', async () => {
  const app = simulatedApp()
  await app.open()
  const { userId } = await app.person('Ada', { roles: [billingAdmin] })
  const token = tokenOf({ tenantId, objectId: userId, name: 'Ada', directoryRoles: [billingAdmin] })
  const asked = { token, params: { t: tenantId } }
  const body = { productId: 'CFQ7TTC0HDB1', channel: 'central', totalLicenses: 3 }
  const bought = await callRoute(app.services, 'purchasing-buy', { ...asked, body })
  const { id } = bought.jsonBody as { readonly id: string }
  // Each look at the clock is an hour later.
  let at = app.services.clock.now()
  const now = () => {
    at = addMilliseconds(at, 3_600_000)
    return at
  }
  const services = { ...app.services, clock: { ...app.services.clock, now } }
  const [before] = app.all<Subscription>('subscription') as [Subscription & { readonly _etag: string }]
  await callRoute(services, 'purchasing-change', {
    ...asked,
    params: { t: tenantId, id },
    headers: { 'if-match': before._etag },
    body: { totalLicenses: 5 },
  })
  const [after] = app.all<Subscription>('subscription')
  const invoice = app.all<Invoice>('invoice').at(-1)
  expect(after?.seats.total).toBe(5)
  expect(invoice?.createdAt).toBe(after?.orderHistory.at(-1)?.at)
})
