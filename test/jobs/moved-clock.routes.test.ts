import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import type { Refund } from '#core/billing/refund.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { mailJob } from '#functions/mail/jobs.ts'
import { settlePurchases } from '#functions/purchasing/settle-purchases.ts'
import { aMove, aTenant, operationId, tenantId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp } from '../support/simulated/app.ts'
import { type SimulatedServices, simulatedServices } from '../support/simulated/services.ts'

/** The product's clock moves, the machine's does not: what is done in the meantime, and what must not be. */

const yearMs = 366 * 86_400_000

describe('an operation that was touched in a future that is taken back (B26)', () => {
  let cloud: SimulatedServices
  beforeEach(async () => {
    cloud = simulatedServices()
    cloud.moveClock(yearMs)
    const operation = aMove({ updatedAt: cloud.services.clock.now() })
    const documents = [aTenant(), operation]
    const creates = documents.map((document) => ({ kind: 'create', document }) as const)
    await cloud.services.documents.commit(tenantId(1), creates)
  })
  const woken = () => cloud.messages.pending().length
  const stored = () => cloud.documents.peek(tenantId(1), operationId(1))

  test('is woken up at once', async () => {
    await sweep(cloud.services)
    expect(woken()).toBe(0)
    cloud.moveClock(-yearMs)
    await sweep(cloud.services)
    expect(woken()).toBe(1)
  })

  test('as is one that the clock has left far behind; that changes nothing of it', async () => {
    const before = stored()
    cloud.moveClock(yearMs)
    await sweep(cloud.services)
    expect(woken()).toBe(1)
    expect(stored()).toEqual(before)
  })

  test('is left to whoever works on it where only two clocks differ a little', async () => {
    cloud.moveClock(-cloud.services.settings.forgottenAfterMs)
    await sweep(cloud.services)
    expect(woken()).toBe(0)
    cloud.moveClock(-1)
    await sweep(cloud.services)
    expect(woken()).toBe(1)
  })

  test('gets another message from each later sweep, however the clock is moved', async () => {
    cloud.moveClock(-yearMs)
    await sweep(cloud.services)
    cloud.advance(60_000)
    cloud.moveClock(-60_000)
    await sweep(cloud.services)
    expect(woken()).toBe(2)
  })
})

describe('with a clock that is moved (B26)', () => {
  let at: ReturnType<typeof simulatedApp>
  let anna: Person
  beforeEach(async () => {
    at = simulatedApp()
    await at.open()
    anna = await at.person('Anna')
  })

  async function buy(token = 'tok_ok', repeat: string = randomUUID()) {
    const added = await anna.ask('billing-payment-methods-create', { body: { type: 'card', token } })
    const body = {
      productId: 'CFQ7TTC0H9MP',
      channel: 'selfService',
      totalLicenses: 5,
      paymentMethodId: added.body['id'] as string,
    }
    return () => anna.ask('purchasing-buy', { body, repeat })
  }

  test('business goes by the product’s time, and a token still counts', async () => {
    at.moveClock(yearMs)
    const today = dayOf(at.services.clock.now())
    expect((await (await buy())()).status).toBe(201)
    const [method] = at.all<PaymentMethod>('paymentMethod')
    const [bought] = at.all<Subscription>('subscription')
    expect([method?.createdAt, bought?.orderHistory[0]?.at].map((when) => when && dayOf(when))).toEqual([
      today,
      today,
    ])
  })

  test('a charge that may still be on its way keeps its key, however far the clock jumps', async () => {
    at.payments.fail('unreachable')
    const ask = await buy()
    expect((await ask()).status).toBe(503)
    at.payments.fail(undefined)
    at.moveClock(yearMs)
    await settlePurchases(at.services)
    at.pass(61_000)
    await settlePurchases(at.services)
    expect(at.all<Purchase>('purchase')).toMatchObject([{ state: 'pending' }])
    expect([...at.payments.booked.values()]).toEqual([])
    at.pass(10 * 60_000)
    await settlePurchases(at.services)
    expect([...at.payments.booked.values()]).toMatchObject([{ status: 'void' }])
  })

  test('a payment of a future that is taken back is settled a minute later, not a year', async () => {
    at.moveClock(yearMs)
    expect((await (await buy('tok_timeout'))()).status).toBe(503)
    for (const ms of [0, -yearMs]) {
      at.moveClock(ms)
      at.pass(29_000)
      await settlePurchases(at.services)
      expect(at.all<Subscription>('subscription')).toMatchObject([{ state: 'pending' }])
    }
    at.pass(3_000)
    await settlePurchases(at.services)
    expect(at.all<Subscription>('subscription')).toMatchObject([{ state: 'active' }])
  })

  test('a refund of a future that is taken back is given back', async () => {
    at.moveClock(yearMs)
    expect((await (await buy('tok_timeout'))()).status).toBe(503)
    const [purchase] = at.all<Purchase>('purchase')
    const [bought] = at.all<Subscription>('subscription')
    if (!purchase || !bought) throw new Error('Nothing was written down.')
    await at.services.documents.commit(purchase.tenantId, [{ kind: 'delete', id: bought.id }])
    at.pass(61_000)
    const refund = async () => {
      throw new Unavailable('away')
    }
    await settlePurchases({ ...at.services, payments: { ...at.services.payments, refund } })
    expect(at.all<Refund>('refund')).toMatchObject([{ state: 'pending' }])
    at.moveClock(-yearMs)
    await settlePurchases(at.services)
    expect(at.all<Refund>('refund')).toMatchObject([{ state: 'done' }])
  })

  test('a mail is sent once, claims hold while the clock jumps, and a forgotten one is found', async () => {
    const gaia = await at.person('Gaia', { roles: [globalAdmin] })
    const id = String((await (await buy())()).body['id'])
    at.moveClock(yearMs)
    const asked = await gaia.ask('take-over-request-cancellation', { params: { id }, body: {} })
    expect(asked.status).toBeLessThan(300)
    const mail = () => at.all<Mail>('mail')[0] as Mail
    const body = { kind: 'mail', tenantId: mail().tenantId, mailId: mail().id, attempt: 0 }
    const deliver = (services = at.services) => mailJob.handle(services, 'send-email', body, 1)
    const send = async () => {
      // Somebody else looks meanwhile, while the clock is moved to and fro.
      for (const ms of [yearMs, -yearMs, -yearMs]) {
        at.moveClock(ms)
        await deliver()
      }
      throw new Unavailable('away')
    }
    await deliver({ ...at.services, mailer: { send } })
    expect([mail().state, at.mails.length]).toEqual(['queued', 0])
    // Its time is a year from now.
    const before = at.messages.pending().length
    at.pass(60_000)
    await sweep(at.services)
    expect(at.messages.pending().length).toBe(before + 1)
    await deliver()
    await deliver()
    expect([mail().state, mail().sentAt && dayOf(mail().sentAt as never), at.mails.length]).toEqual([
      'sent',
      dayOf(at.services.clock.now()),
      1,
    ])
  })
})
