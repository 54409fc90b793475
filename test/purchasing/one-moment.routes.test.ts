import { expect, test } from 'vitest'
import type { Invoice } from '#core/billing/invoice.ts'
import { addMilliseconds, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { cancelJob } from '#functions/take-over/jobs.ts'
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

test('what a cancel credits around the end of a year has its number and its day in the same year', async () => {
  for (let looks = 0; looks < 6; looks += 1) {
    const app = simulatedApp()
    await app.open()
    const newYear = '2027-01-01T00:00:00.000Z' as Instant
    app.pass(toMilliseconds(newYear) - toMilliseconds(app.services.clock.now()) - 60_000)
    const ada = await app.person('Ada', { roles: [billingAdmin] })
    const order = { productId: 'CFQ7TTC0HDB1', channel: 'central', totalLicenses: 3 }
    await ada.ask('purchasing-buy', { body: order })
    const [{ id, _etag }] = app.all<Subscription>('subscription') as [Subscription & { _etag: string }]
    const body = { reason: 'unused', confirm: true }
    await ada.ask('take-over-cancel', { params: { id }, headers: { 'if-match': _etag }, body })
    // After so many looks at the clock it is another year.
    let left = looks
    const now = () => {
      left -= 1
      return left < 0 ? newYear : addMilliseconds(newYear, -1)
    }
    const services = { ...app.services, clock: { ...app.services.clock, now } }
    const message = app.messages.takeNext('cancel-with-email')
    await cancelJob.handle(services, 'cancel-with-email', message?.message.body, 1)
    const note = app.all<Invoice>('invoice').at(-1)
    expect([note?.kind, note?.number.slice(0, 4)]).toEqual(['creditNote', note?.createdAt.slice(0, 4)])
  }
})
