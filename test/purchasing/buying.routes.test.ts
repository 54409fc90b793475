import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import type { Refund } from '#core/billing/refund.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { settleForsaken } from '#functions/purchasing/payment.ts'
import { settlePurchases } from '#functions/purchasing/settle-purchases.ts'
import {
  billingAdmin,
  globalAdmin,
  globalReader,
  type Person,
  simulatedApp,
  tenantId,
} from '../support/simulated/app.ts'
import { type Asked, callRoute } from '../support/simulated/ask.ts'
import { operatorsTenantId, tokenOf } from '../support/simulated/tokens.ts'

const powerBiPro = 'CFQ7TTC0H9MP'
const signUpOnly = 'FLOW_FREE'

let at: ReturnType<typeof simulatedApp>
let anna: Person
let bob: Person
let gaia: Person
let bill: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  anna = await at.person('Anna')
  bob = await at.person('Bob')
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  bill = await at.person('Bill', { roles: [billingAdmin] })
})

const card = async (person: Person, token = 'tok_ok') =>
  (await person.ask('billing-payment-methods-create', { body: { type: 'card', token } })).body['id'] as string

async function order(person: Person, over: Record<string, unknown> = {}, token = 'tok_ok') {
  const paymentMethodId = await card(person, token)
  return { productId: powerBiPro, channel: 'selfService', totalLicenses: 5, paymentMethodId, ...over }
}
const buy = async (person: Person, over: Record<string, unknown> = {}, token = 'tok_ok') =>
  person.ask('purchasing-buy', { body: await order(person, over, token), repeat: randomUUID() })

/** Without a token. */
async function anyone(route: string, asked: Omit<Asked, 'token'>) {
  const { status, jsonBody } = await callRoute(at.services, route, { token: '', ...asked })
  return { status, body: jsonBody as Record<string, unknown> }
}

const bought = () => at.all<Subscription>('subscription')

describe('buying with a card', () => {
  test('gives an active subscription with its seats free, at the quoted price (R093, R133, R141)', async () => {
    const body = { productId: powerBiPro, channel: 'selfService', totalLicenses: 5 }
    const quoted = (await anna.ask('purchasing-quote', { body })).body
    const { status, body: answer, headers } = await buy(anna)
    expect(status).toBe(201)
    expect(answer).toMatchObject({
      status: 'Active',
      price: quoted['unitPrice'],
      billingTermMonths: quoted['billingTermMonths'],
      expirationDate: quoted['expirationDate'],
      availableLicenses: 5,
      purchaser: { id: anna.userId },
      orderHistory: [{ event: 'purchased', totalLicenses: 5 }],
    })
    expect(headers['etag']).toBe(bought()[0] && (bought()[0] as unknown as { _etag: string })._etag)
    const [key] = at.payments.taken()
    expect(at.payments.booked.get(String(key))?.amount).toBe((quoted['total'] as { amount: number }).amount)
    const audit = at.all<AuditEntry>('audit').filter(({ action }) => action === 'subscription.purchased')
    expect(audit.length).toBe(1)
    const list = await gaia.ask('subscriptions-list')
    expect(list.body['value']).toHaveLength(1)
  })

  test('a hundred repeats at once are one subscription, one charge, one body (B14)', async () => {
    const body = await order(anna)
    const repeat = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => anna.ask('purchasing-buy', { body, repeat })),
    )
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]))
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1)
    expect(at.payments.taken().length).toBe(1)
    expect(bought().length).toBe(1)
    const other = await anna.ask('purchasing-buy', { body: { ...body, totalLicenses: 6 }, repeat })
    expect(other.body.error['code']).toBe('RepeatabilityMismatch')
  })

  test('a declined card leaves nothing behind, and the same id may try again (R140)', async () => {
    const declined = await buy(anna, {}, 'tok_declined')
    expect([declined.status, declined.body.error['code']]).toEqual([402, 'PaymentDeclined'])
    expect([...bought(), ...at.all<Purchase>('purchase')]).toEqual([])
    const body = await order(anna, {}, 'tok_declined')
    const repeat = randomUUID()
    expect((await anna.ask('purchasing-buy', { body, repeat })).status).toBe(402)
    const better = await order(anna)
    expect((await anna.ask('purchasing-buy', { body: better, repeat })).status).toBe(201)
  })

  test('an unknown outcome is 503; the same id answers 201 later, charged once', async () => {
    const body = await order(anna, {}, 'tok_timeout')
    const repeat = randomUUID()
    const unknown = await anna.ask('purchasing-buy', { body, repeat })
    expect([unknown.status, unknown.body.error['code']]).toEqual([503, 'PaymentOutcomeUnknown'])
    expect(unknown.headers['retry-after']).toBe('2')
    expect((await gaia.ask('subscriptions-list')).body['value']).toEqual([])
    const other = await anna.ask('purchasing-buy', { body: { ...body, totalLicenses: 9 }, repeat })
    expect(other.status).toBe(422)
    expect((await anna.ask('purchasing-buy', { body, repeat })).status).toBe(201)
    expect((await anna.ask('purchasing-buy', { body, repeat })).status).toBe(201)
    expect(at.payments.taken().length).toBe(1)
    expect(bought().length).toBe(1)
  })

  test('the timer settles what nobody asks about, and a late repeat still answers 201', async () => {
    const body = await order(anna, {}, 'tok_timeout')
    const repeat = randomUUID()
    await anna.ask('purchasing-buy', { body, repeat })
    await settlePurchases(at.services)
    expect(bought()[0]?.state).toBe('pending')
    at.pass(61_000)
    await settlePurchases(at.services)
    expect(bought()[0]?.state).toBe('active')
    expect((await anna.ask('purchasing-buy', { body, repeat })).status).toBe(201)
    expect(at.payments.taken().length).toBe(1)
  })

  test('a purchase whose subscription is gone keeps no other waiting: its money goes back, and it is told', async () => {
    await buy(anna, {}, 'tok_timeout')
    await buy(bob, {}, 'tok_timeout')
    const [first] = at.all<Purchase>('purchase')
    const { chargeKey = '', subscriptionId = '' } = first ?? {}
    await at.services.documents.commit(tenantId, [{ kind: 'delete', id: subscriptionId }])
    at.pass(2 * 60_000)
    const logged: unknown[][] = []
    const services = { ...at.services, log: (...line: unknown[]) => logged.push(line) }
    const away = async () => {
      throw new Unavailable('The gateway cannot be reached.')
    }
    await settlePurchases({ ...services, payments: { ...services.payments, refund: away } })
    expect(bought().map(({ purchaserId, state }) => [purchaserId, state])).toEqual([[bob.userId, 'active']])
    expect(at.all<Refund>('refund')).toMatchObject([
      { parts: [{ chargeKey }], state: 'pending', because: 'subscriptionDeleted' },
    ])
    at.pass(2 * 60_000)
    await settlePurchases(services)
    // It is over: the timer has nothing to do with it any more.
    expect(at.all<Purchase>('purchase').map(({ state }) => state)).toEqual(['refunded', 'settled'])
    expect(at.all<Refund>('refund')).toMatchObject([{ parts: [{ chargeKey }], state: 'done' }])
    expect(at.payments.booked.get(chargeKey)?.status).toBe('refunded')
    expect(at.payments.taken()).toHaveLength(1)
    // Told once, however often it is met.
    const errors = logged.filter(([level]) => level === 'error')
    expect(errors).toEqual([['error', expect.stringContaining(chargeKey), { tenantId }]])
    const audit = at.all<AuditEntry>('audit').filter(({ action }) => action === 'payment.refunded')
    expect(audit).toHaveLength(1)
  })

  test('a purchase that fails by a mistake of ours keeps no other waiting, and is not kept quiet about', async () => {
    await buy(anna, {}, 'tok_timeout')
    await buy(bob, {}, 'tok_timeout')
    const [first] = at.all<Purchase>('purchase')
    at.pass(2 * 60_000)
    const { payments } = at.services
    const outcome: typeof payments.outcome = async (key) => {
      if (key === first?.chargeKey) throw new Error('a mistake of ours')
      return payments.outcome(key)
    }
    const services = { ...at.services, payments: { ...payments, outcome } }
    await expect(settlePurchases(services)).rejects.toThrow('a mistake of ours')
    expect(bought().map(({ purchaserId, state }) => [purchaserId, state])).toEqual([
      [anna.userId, 'pending'],
      [bob.userId, 'active'],
    ])
  })

  test('a charge that never arrived is given up once its key is void, when nobody can be on the way any more', async () => {
    at.payments.fail('unreachable')
    const body = await order(anna)
    const repeat = randomUUID()
    expect((await anna.ask('purchasing-buy', { body, repeat })).status).toBe(503)
    at.payments.fail(undefined)
    at.pass(9 * 60_000)
    await settlePurchases(at.services)
    expect([bought()[0]?.state, at.payments.booked.size]).toEqual(['pending', 0])
    const [{ chargeKey, amount }] = at.all<Purchase>('purchase') as [Purchase]
    at.pass(2 * 60_000)
    await settlePurchases(at.services)
    expect([...bought(), ...at.all<Purchase>('purchase'), ...at.all<Refund>('refund')]).toEqual([])
    expect(at.payments.booked.get(chargeKey)?.status).toBe('void')
    // The first request, which stood still on its way all that time, comes too late to take money.
    await at.services.payments.charge(chargeKey, 'tok_ok', amount)
    expect(at.payments.taken()).toEqual([])
    expect((await anna.ask('purchasing-buy', { body, repeat })).status).toBe(201)
    expect(at.payments.taken()).toHaveLength(1)
  })

  test('a charge that arrives just before its key is made void is settled', async () => {
    at.payments.fail('unreachable')
    await buy(anna)
    at.payments.fail(undefined)
    const [{ chargeKey, amount }] = at.all<Purchase>('purchase') as [Purchase]
    at.pass(11 * 60_000)
    const { payments } = at.services
    const voidKey: typeof payments.voidKey = async (key) => {
      await payments.charge(chargeKey, 'tok_ok', amount)
      return payments.voidKey(key)
    }
    await settlePurchases({ ...at.services, payments: { ...payments, voidKey } })
    expect(bought().map(({ state }) => state)).toEqual(['active'])
    expect(at.payments.taken()).toEqual([chargeKey])
  })

  test('a repeat that meets the timer while that makes the key void ends with one subscription and one charge', async () => {
    at.payments.fail('unreachable')
    const body = await order(anna)
    const repeat = randomUUID()
    await anna.ask('purchasing-buy', { body, repeat })
    at.payments.fail(undefined)
    at.pass(11 * 60_000)
    const again = () => anna.ask('purchasing-buy', { body, repeat })
    await Promise.all([settlePurchases(at.services), again(), settlePurchases(at.services), again()])
    expect((await again()).status).toBe(201)
    expect(bought().map(({ state }) => state)).toEqual(['active'])
    expect(at.payments.taken()).toHaveLength(1)
    expect(at.all<Refund>('refund')).toEqual([])
  })

  test.each(['beforeCommit', 'beforeRead'] as const)(
    'who is charged just as the store goes away (%s) does not hear that nothing was done, and gets it later',
    async (fault) => {
      const { faults } = at.documents
      const asked = await order(anna)
      faults[fault] = async () => {
        if (at.payments.taken().length > 0) throw new Unavailable('The store is away.')
      }
      const { status, body } = await anna.ask('purchasing-buy', { body: asked })
      expect([status, body.error['code']]).toEqual([503, 'PaymentOutcomeUnknown'])
      faults[fault] = undefined
      at.pass(2 * 60_000)
      await settlePurchases(at.services)
      expect(bought().map(({ state }) => state)).toEqual(['active'])
      expect(at.payments.taken()).toHaveLength(1)
    },
  )

  test('lost answers of the store make no second purchase', async () => {
    const body = await order(anna)
    let lost = 0
    at.documents.faults.afterCommit = async () => {
      lost += 1
      if (lost % 2 === 1) throw new OutcomeUnknown('Lost.')
    }
    expect((await anna.ask('purchasing-buy', { body })).status).toBe(201)
    const free = { productId: signUpOnly, channel: 'signUp' }
    expect((await anna.ask('purchasing-buy', { body: free })).status).toBe(201)
    expect(bought().map(({ channel, state }) => `${channel} ${state}`)).toEqual([
      'selfService active',
      'signUp active',
    ])
    expect(at.payments.taken().length).toBe(1)
  })
})

test('wherever a purchase breaks off, repeating it ends with one subscription and one charge', async () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((broken) => [
    { broken, waitMs: broken * 20_000 },
    // So long that the timer makes void what never arrived.
    { broken, waitMs: 12 * 60_000 },
  ])
  for (const { broken, waitMs } of waits) {
    for (const how of ['before', 'after', 'gateway', 'gatewayAfter'] as const) {
      at = simulatedApp()
      await at.open()
      anna = await at.person('Anna')
      const body = await order(anna)
      const repeat = randomUUID()
      let commits = 0
      const breakOff = async () => {
        commits += 1
        if (commits >= broken && commits <= broken + 10) throw new OutcomeUnknown('Lost.')
      }
      if (how === 'before') at.documents.faults.beforeCommit = breakOff
      if (how === 'after') at.documents.faults.afterCommit = breakOff
      if (how === 'gateway') at.payments.fail('unreachable')
      if (how === 'gatewayAfter') at.payments.fail('answerLost')
      await anna.ask('purchasing-buy', { body, repeat })
      at.documents.faults.beforeCommit = undefined
      at.documents.faults.afterCommit = undefined
      at.payments.fail(undefined)
      at.pass(waitMs)
      await settlePurchases(at.services)
      const { status } = await anna.ask('purchasing-buy', { body, repeat })
      await settlePurchases(at.services)
      const name = `${how} ${broken} ${waitMs}`
      expect([status, bought().map(({ state }) => state)], name).toEqual([201, ['active']])
      expect(at.payments.taken().length, name).toBe(1)
      const audit = at.all<AuditEntry>('audit').filter(({ action }) => action === 'subscription.purchased')
      expect(audit.length, name).toBe(1)
      expect(at.all<Refund>('refund'), name).toEqual([])
    }
  }
})

describe('who may not buy', () => {
  const code = async (person: Person, over: Record<string, unknown> = {}) => {
    const { status, body } = await buy(person, over)
    return status === 201 ? 'bought' : body.error['code']
  }

  test('what is said of the caller must be true (R002, R011, R138)', async () => {
    expect(await code(anna, { email: 'ANNA@tulp.example', billTo: anna.userId, userId: anna.userId })).toBe(
      'bought',
    )
    expect(await code(anna, { email: 'bob@tulp.example' })).toBe('EmailMismatch')
    expect(await code(anna, { userId: bob.userId })).toBe('NotYourself')
    expect(await code(anna, { billTo: 'organisation' })).toBe('BilledToPurchaser')
  })

  test('guests, by claim or for want of it, hear that guests cannot buy (R149)', async () => {
    const guest = await at.person('Guus', { accountType: 1, user: { userType: 'guest' } })
    const silent = await at.person('Sil', { accountType: 'unsaid' })
    const body = { productId: powerBiPro, channel: 'selfService', totalLicenses: 1 }
    const { status, body: answer } = await guest.ask('purchasing-buy', { body })
    expect([status, answer.error['code']]).toEqual([403, 'GuestNotAllowed'])
    expect(answer.error['details']).toMatchObject([{ code: 'GuestNotAllowed' }])
    expect(await code(silent)).toBe('GuestNotAllowed')
  })

  test('the policy and the sign-up switch are two things (R014, R015, R034)', async () => {
    const params = { id: powerBiPro }
    const before = await bill.ask('policies-products-get', { params })
    const put = await bill.ask('policies-products-put', {
      params,
      body: { policyValue: 'Disabled' },
      headers: { 'if-match': String(before.headers['etag']) },
    })
    expect(put.body['policyValue']).toBe('Disabled')
    expect(await code(anna)).toBe('PurchaseDisabledByPolicy')
    const signUp = { productId: signUpOnly, channel: 'signUp' }
    expect((await anna.ask('purchasing-buy', { body: signUp })).status).toBe(201)
    const headers = { 'if-match': String((await gaia.ask('organisation-get')).headers['etag']) }
    const body = { allowAdHocSubscriptions: false }
    expect((await bill.ask('organisation-update', { body, headers })).status).toBe(403)
    expect((await gaia.ask('organisation-update', { body, headers })).status).toBe(200)
    expect((await gaia.ask('organisation-update', { body, headers })).status).toBe(412)
    expect((await anna.ask('purchasing-buy', { body: signUp })).body.error['code']).toBe('SignUpDisabled')
    const reasons = await anna.ask('catalogue-eligibility', {
      query: { productId: signUpOnly, channel: 'signUp' },
    })
    expect(reasons.body).toMatchObject({ eligible: false, reasons: [{ code: 'SignUpDisabled' }] })
  })

  test('a card of somebody else is not there; none at all is 400; unknown products are 404', async () => {
    const paymentMethodId = await card(bob)
    expect(await code(anna, { paymentMethodId })).toBe('NotFound')
    expect(await code(anna, { paymentMethodId: undefined })).toBe('InvalidRequest')
    expect(await code(anna, { productId: 'nothing' })).toBe('NotFound')
    expect(await code(anna, { productId: signUpOnly })).toBe('ProductNotOffered')
    for (const totalLicenses of [0, -1, 1.5, 100_001]) {
      expect(await code(anna, { totalLicenses })).toBe('InvalidRequest')
    }
  })
})

test('signing up is free, for oneself, and with oneself on the only seat (R001, R002)', async () => {
  const { status, body } = await anna.ask('purchasing-buy', {
    body: { productId: signUpOnly, channel: 'signUp' },
    repeat: randomUUID(),
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    channel: 'signUp',
    price: { amount: 0 },
    totalLicenses: 1,
    assignedLicenses: 1,
  })
  expect(at.all<Assignment>('assignment').map(({ userId }) => userId)).toEqual([anna.userId])
  expect(at.payments.booked.size).toBe(0)
  const own = await anna.ask('seats-own-licenses')
  expect(own.body['value']).toMatchObject([{ product: { id: signUpOnly } }])
})

test('central purchases are for administrators and go on the agreement (R060)', async () => {
  const body = { productId: powerBiPro, channel: 'central', totalLicenses: 50 }
  expect((await anna.ask('purchasing-buy', { body })).status).toBe(403)
  const { status, body: answer } = await bill.ask('purchasing-buy', { body })
  expect(status).toBe(201)
  expect(answer).toMatchObject({ channel: 'central', agreementId: 'A-1', price: { amount: 13_900 } })
})

describe('the total of licences', () => {
  const patch = async (person: Person, totalLicenses: number, etag?: string) => {
    const id = String(bought()[0]?.id)
    const { headers } = await gaia.ask('subscriptions-get', { params: { id } })
    const ifMatch = { 'if-match': etag ?? String(headers['etag']) }
    return person.ask('purchasing-change', {
      params: { id },
      body: { totalLicenses },
      headers: ifMatch,
    })
  }

  test('is absolute; more is paid for the rest of the term, fewer costs nothing and goes back (R099, R100, R101, B25)', async () => {
    await buy(anna, { totalLicenses: 100 })
    const raised = await patch(anna, 105)
    expect(raised.body).toMatchObject({ totalLicenses: 105, availableLicenses: 105 })
    expect((await patch(anna, 105)).body['totalLicenses']).toBe(105)
    expect(at.payments.taken().length).toBe(2)
    expect((await patch(anna, 95)).body['totalLicenses']).toBe(95)
    // Nothing is charged, and what goes back does so at once. The five that were added last go back in full, and five of the others: all on the first day.
    const [first, second] = [...at.payments.booked.values()]
    expect(second).toMatchObject({ refunded: second?.amount, status: 'refunded' })
    // What stays paid is what 95 cost.
    expect(Number(first?.amount) - Number(first?.refunded)).toBe(1_815_061)
    expect((await patch(anna, 96, String(raised.headers['etag']))).status).toBe(412)
    expect((await patch(bob, 90)).status).toBe(404)
    expect((await patch(gaia, 90)).body.error['code']).toBe('TakeControlRequired')
    expect(bought()[0]?.orderHistory.map(({ event }) => event)).toEqual([
      'purchased',
      'quantityChanged',
      'quantityChanged',
    ])
  })

  test('a raise whose outcome is unknown goes on with the same payment, by the old ETag or the new', async () => {
    await buy(anna)
    at.payments.fail('answerLost')
    const before = String((bought()[0] as unknown as { _etag: string })._etag)
    const lost = await patch(anna, 7, before)
    expect([lost.status, lost.body.error['innererror']]).toMatchObject([503, { because: 'raiseUnknown' }])
    expect((await patch(anna, 8)).body.error['innererror']).toMatchObject({ because: 'paymentUnderWay' })
    const after = await Promise.all([patch(anna, 7, before), patch(anna, 7)])
    expect(after.map(({ status, body }) => [status, body['totalLicenses']])).toEqual([
      [200, 7],
      [200, 7],
    ])
    expect(at.payments.taken().length).toBe(2)
    at.payments.fail(undefined)
    expect((await patch(anna, 8)).status).toBe(200)
  })

  test('a raise is refunded when the subscription was deleted before its payment was known', async () => {
    const { before, key } = await raiseOfDeleted()
    at.pass(2 * 60_000)
    await settlePurchases(at.services)
    expect(bought()[0]?.seats).toMatchObject({ total: 5, available: 5 })
    expect(bought()[0]?.purchaseId).toBeNull()
    expect(at.all<Refund>('refund')).toMatchObject([
      {
        parts: [{ chargeKey: key }],
        state: 'done',
        because: 'subscriptionDeleted',
        by: { id: anna.userId },
      },
    ])
    expect(at.payments.booked.get(key)?.status).toBe('refunded')
    const audit = () => at.all<AuditEntry>('audit').filter(({ action }) => action === 'payment.refunded')
    expect(audit()).toHaveLength(1)
    await settlePurchases(at.services)
    expect((await patch(anna, 7, before)).body.error['code']).toBe('SubscriptionDeleted')
    expect([audit().length, at.payments.taken().length]).toEqual([1, 1])
  })

  test('whoever repeats such a raise hears that the money goes back', async () => {
    const { before, key } = await raiseOfDeleted()
    const { status, body } = await patch(anna, 7, before)
    expect([status, body.error['code']]).toEqual([409, 'PaymentRefunded'])
    expect(at.all<Refund>('refund')).toMatchObject([{ parts: [{ chargeKey: key }], state: 'done' }])
    expect(at.payments.taken()).toHaveLength(1)
  })

  test('of two who repeat such a raise at once, both hear it, and the timer that comes third is not upset', async () => {
    const { before, key } = await raiseOfDeleted()
    const { payments } = at.services
    const other: Promise<{ status: number }>[] = []
    const charge: typeof payments.charge = async (...asked) => {
      at.services.payments = payments
      other.push(patch(anna, 7, before))
      await Promise.all(other)
      return payments.charge(...asked)
    }
    at.services.payments = { ...payments, charge }
    const first = await patch(anna, 7, before)
    expect([first, await other[0]].map((answer) => answer?.status)).toEqual([409, 409])
    expect(first.body.error['code']).toBe('PaymentRefunded')
    expect(at.all<Refund>('refund')).toMatchObject([{ parts: [{ chargeKey: key }], state: 'done' }])
    const [purchase] = at.all<Purchase>('purchase').filter(({ chargeKey }) => chargeKey === key)
    if (!purchase) throw new Error('The purchase is gone.')
    await settleForsaken(at.services, { ...purchase, state: 'pending' })
    expect(at.payments.taken()).toHaveLength(1)
  })

  test('a refund that the gateway does not take now is shown to operators, and given by the timer', async () => {
    const { before, key } = await raiseOfDeleted()
    const { payments } = at.services
    const refund = async () => {
      throw new Unavailable('The gateway cannot be reached.')
    }
    at.services.payments = { ...payments, refund }
    const { status, body } = await patch(anna, 7, before)
    expect([status, body.error['code']]).toEqual([409, 'PaymentRefunded'])
    const listed = async () => {
      const claims = { tenantId: operatorsTenantId, objectId: bill.userId, appRoles: ['Ops.Read'] }
      const { jsonBody } = await callRoute(at.services, 'ops-refunds-list', { token: tokenOf(claims) })
      return (jsonBody as { value: object[] }).value
    }
    const row = { charges: [{ chargeKey: key }], because: 'subscriptionDeleted', paidBy: 'Anna' }
    expect(await listed()).toMatchObject([{ ...row, status: 'pending' }])
    at.pass(2 * 60_000)
    await settlePurchases(at.services)
    expect(await listed()).toMatchObject([{ ...row, status: 'pending' }])
    at.services.payments = payments
    await settlePurchases(at.services)
    expect(await listed()).toMatchObject([{ ...row, status: 'done', doneDateTime: at.services.clock.now() }])
    expect(at.payments.booked.get(key)?.status).toBe('refunded')
  })

  /** A raise that was charged without anybody knowing, of a subscription that was deleted since. */
  async function raiseOfDeleted() {
    await buy(anna)
    at.payments.fail('answerLost')
    const before = String((bought()[0] as unknown as { _etag: string })._etag)
    expect((await patch(anna, 7, before)).status).toBe(503)
    at.payments.fail(undefined)
    await at.services.documents.commit(tenantId, [
      {
        kind: 'patch',
        id: String(bought()[0]?.id),
        set: {
          state: 'deleted',
          deletedAt: at.services.clock.now(),
          deletedBecause: 'cancelled',
          cancellation: { reason: 'unused', feedback: null },
        },
      },
    ])
    const [raise] = at.all<Purchase>('purchase').filter(({ kind }) => kind === 'moreLicenses')
    return { before, key: raise?.chargeKey ?? '' }
  }

  test('a taken-over subscription can only have fewer, and its purchaser has no say', async () => {
    await buy(anna)
    const params = { id: String(bought()[0]?.id) }
    await gaia.ask('take-over-take-control', { params, body: {} })
    expect((await patch(gaia, 6)).body.error['code']).toBe('QuantityIncreaseNotAllowed')
    expect((await patch(anna, 4)).body.error['code']).toBe('UnderAdminControl')
    expect((await patch(bill, 4)).body['totalLicenses']).toBe(4)
  })
})

test('cards are masked, one’s own, and cards only (R115, R117, R143, R144)', async () => {
  const add = (body: unknown) => anna.ask('billing-payment-methods-create', { body })
  const added = await add({ type: 'card', token: 'tok_ok', nameOnCard: 'A. Tulp' })
  expect(added.body).toMatchObject({ brand: 'visa', last4: '4242', nameOnCard: 'A. Tulp' })
  expect(JSON.stringify(added.body)).not.toContain('tok_')
  expect((await add({ type: 'invoice' })).body.error['code']).toBe('PaymentMethodNotSupported')
  expect((await add({ type: 'card', token: 'tok_expired' })).body.error['code']).toBe('PaymentMethodExpired')
  expect((await add({ type: 'card', token: 'nonsense' })).status).toBe(400)
  expect((await add({ type: 'card', token: '4111 1111 1111 1111' })).status).toBe(400)
  expect((await anna.ask('billing-payment-methods-list')).body['value']).toHaveLength(1)
  expect((await gaia.ask('billing-payment-methods-list')).body['value']).toEqual([])
  expect(at.all<PaymentMethod>('paymentMethod').length).toBe(1)
})

test('one switch sets every product and those that come later (B06)', async () => {
  const rita = await at.person('Rita', { roles: [globalReader] })
  const before = await rita.ask('policies-get')
  const headers = { 'if-match': String(before.headers['etag']) }
  const body = { policyValue: 'Disabled' }
  expect((await rita.ask('policies-put', { body, headers })).status).toBe(403)
  expect((await bill.ask('policies-put', { body })).status).toBe(428)
  const put = await bill.ask('policies-put', { body, headers })
  expect(put.body['defaultForNewProducts']).toBe('Disabled')
  const products = put.body['products'] as { policyValue: string }[]
  expect(new Set(products.map(({ policyValue }) => policyValue))).toEqual(new Set(['Disabled']))
  const after = await rita.ask('policies-get')
  expect([after.body, after.headers['etag']]).toEqual([put.body, put.headers['etag']])
  expect((await bill.ask('policies-put', { body, headers })).status).toBe(412)
  const audit = at.all<AuditEntry>('audit').filter(({ action }) => action === 'policy.changed')
  expect(audit.length).toBe(1)
})

test('before signing in: prices, and whether the organisation can buy, never whether a person is there', async () => {
  const ask = (email: string, more = {}) => anyone('catalogue-precheck', { body: { email, ...more } })
  expect((await ask('anna@tulp.example')).body).toEqual({ eligible: true })
  expect((await ask('nobody@TULP.example', { productId: powerBiPro })).body).toEqual({ eligible: true })
  expect((await ask('anna@elsewhere.example')).body['eligible']).toBe(false)
  const { body } = await anyone('catalogue-reference-products', { query: { country: 'NL' } })
  const rows = body['value'] as { id: string; unitPrice?: { amount: number } }[]
  const detail = (await anna.ask('catalogue-products-get', { params: { id: powerBiPro } })).body
  const own = (detail['channels'] as { channel: string; unitPrice: unknown }[]).find(
    ({ channel }) => channel === 'selfService',
  )
  expect(rows.find(({ id }) => id === powerBiPro)?.unitPrice).toEqual(own?.unitPrice)
  expect((await anyone('catalogue-reference-products', { query: { country: 'CU' } })).body['value']).toEqual(
    [],
  )
})

test('reference data comes in the language asked for, in pages when asked for (R174)', async () => {
  const dutch = { headers: { 'accept-language': 'nl' } }
  const { body } = await anyone('catalogue-reference-countries', dutch)
  expect(body['value']).toHaveLength(243)
  expect(body['value']).toContainEqual({ code: 'DE', name: 'Duitsland' })
  const page = await anyone('catalogue-reference-countries', { query: { maxpagesize: '200' } })
  const next = new URL(String(page.body['nextLink'])).searchParams.get('continuation') ?? ''
  const rest = await anyone('catalogue-reference-countries', {
    query: { maxpagesize: '200', continuation: next },
  })
  expect([rest.body['value'], rest.body['nextLink']]).toEqual([
    expect.objectContaining({ length: 43 }),
    undefined,
  ])
  expect((await anyone('organisation-reference-links', { query: { cloud: 'moon' } })).status).toBe(400)
  const count = async (channel: string) =>
    ((await anna.ask('catalogue-products-list', { query: { channel } })).body['value'] as unknown[]).length
  expect(await count('signUp')).toBeGreaterThan(await count('selfService'))
})

test('people are found by the beginning of a name, members only, by who has licences to give (R103)', async () => {
  await at.person('Annette', { user: { userType: 'guest' } })
  const find = async (person: Person, search: string) => {
    const { status, body } = await person.ask('organisation-people', { query: { search } })
    return status === 200
      ? (body['value'] as { displayName: string }[]).map((row) => row.displayName)
      : status
  }
  expect(await find(bob, 'ann')).toBe(403)
  expect(await find(gaia, 'ANN')).toEqual(['Anna'])
  await buy(bob)
  expect(await find(bob, 'van a')).toEqual(['Anna'])
})

test('a card that has expired since it was quoted for pays for nothing (R115)', async () => {
  const body = await order(anna)
  expect(
    (
      await anna.ask('purchasing-quote', {
        body: { productId: powerBiPro, channel: 'selfService', totalLicenses: 5 },
      })
    ).status,
  ).toBe(200)
  // By the product's clock the card's last month is over; the gateway would still charge it.
  at.pass(9 * 366 * 86_400_000)
  const refused = await anna.ask('purchasing-buy', { body, repeat: randomUUID() })
  expect(refused.body.error['code']).toBe('PaymentMethodExpired')
  expect(at.payments.taken()).toEqual([])
  expect(bought()).toEqual([])
})
