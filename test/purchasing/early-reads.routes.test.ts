import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import type { Refund } from '#core/billing/refund.ts'
import type { Documents } from '#core/ports/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { settlePurchases } from '#functions/purchasing/settle-purchases.ts'
import { type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** Money, where what is read of a purchase is older or newer than what was read before. */

let at: ReturnType<typeof simulatedApp>
let anna: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  anna = await at.person('Anna')
})

const dayMs = 24 * 3600 * 1000
const purchases = () => at.all<Purchase>('purchase')
const states = () => at.all<Subscription>('subscription').map(({ state }) => state)

/** What asks for it, each time under the same id. */
async function buyer(token: string, repeat = randomUUID()) {
  const card = await anna.ask('billing-payment-methods-create', { body: { type: 'card', token } })
  const paymentMethodId = card.body['id']
  const body = { productId: 'CFQ7TTC0H9MP', channel: 'selfService', totalLicenses: 5, paymentMethodId }
  return () => anna.ask('purchasing-buy', { body, repeat })
}

/** The next time that a purchase is read together with its subscription. */
function nextReadOfPurchase(read: (now: Documents['readTogether']) => Documents['readTogether']) {
  const { documents } = at.services
  const now = documents.readTogether
  documents.readTogether = (tenant, ids) => {
    if (!purchases().some(({ id }) => id === ids[0])) return now(tenant, ids)
    documents.readTogether = now
    return read(now)(tenant, ids)
  }
}

test('a purchase that is looked for too early is not taken for gone: it is given, and nothing goes back', async () => {
  const tooEarly = at.documents.version
  nextReadOfPurchase(() => at.documents.asOf(tooEarly).readTogether)
  const buy = await buyer('tok_ok')
  expect((await buy()).status).toBe(201)
  expect(states()).toEqual(['active'])
  expect(purchases().map(({ state }) => state)).toEqual(['settled'])
  expect(at.all<Refund>('refund')).toEqual([])
  expect(at.payments.taken()).toHaveLength(1)
})

test('an older try, declined and gone, that is read in the place of a purchase does not send its money back', async () => {
  const repeat = randomUUID()
  const { payments } = at.services
  let tooEarly = 0
  const charge: typeof payments.charge = (...asked) => {
    tooEarly ||= at.documents.version
    return payments.charge(...asked)
  }
  at.services.payments = { ...payments, charge }
  const declined = await buyer('tok_declined', repeat)
  const buy = await buyer('tok_ok', repeat)
  await declined()
  nextReadOfPurchase(() => at.documents.asOf(tooEarly).readTogether)
  expect((await buy()).status).toBe(201)
  expect(states()).toEqual(['active'])
  expect(at.all<Refund>('refund')).toEqual([])
  expect(at.payments.taken()).toHaveLength(1)
})

test('what is taken for gone and was given by a twin of the request in that moment stays paid', async () => {
  const tooEarly = at.documents.version
  const buy = await buyer('tok_ok')
  nextReadOfPurchase(() => async (tenant, ids) => {
    expect((await buy()).status).toBe(201)
    return at.documents.asOf(tooEarly).readTogether(tenant, ids)
  })
  expect((await buy()).status).toBe(201)
  expect(states()).toEqual(['active'])
  expect(at.all<Refund>('refund')).toEqual([])
  expect(at.payments.taken()).toHaveLength(1)
})

test('what a twin of the request was given in that moment and cannot be seen yet is asked for again', async () => {
  const buy = await buyer('tok_ok')
  const { documents } = at.services
  const tooEarly = at.documents.version
  nextReadOfPurchase((now) => async (tenant, ids) => {
    await buy()
    const { read } = documents
    documents.read = (tenant, id) => {
      if (id !== ids[1]) return read(tenant, id)
      documents.read = read
      return at.documents.asOf(tooEarly).read(tenant, id)
    }
    const [purchase] = await now(tenant, ids)
    return [purchase, undefined] as never
  })
  expect((await buy()).status).toBe(503)
  expect((await buy()).status).toBe(201)
  expect(states()).toEqual(['active'])
  expect(at.payments.taken()).toHaveLength(1)
})

test('what is paid and cannot be seen yet is no subscription that is gone', async () => {
  const buy = await buyer('tok_ok')
  const { documents } = at.services
  const tooEarly = at.documents.version
  nextReadOfPurchase((now) => async (tenant, ids) => {
    const { read } = documents
    documents.read = (of, id) => {
      if (id !== ids[1]) return read(of, id)
      documents.read = read
      return at.documents.asOf(tooEarly).read(of, id)
    }
    const [purchase] = await now(tenant, ids)
    return [purchase, undefined] as never
  })
  expect((await buy()).status).toBe(201)
  expect(states()).toEqual(['active'])
  expect(at.all<Refund>('refund')).toEqual([])
  expect(at.payments.taken()).toHaveLength(1)
})

test('a settled purchase that expires while it is repeated was paid for: nothing goes back', async () => {
  const buy = await buyer('tok_timeout')
  await buy()
  at.pass(61_000)
  await settlePurchases(at.services)
  nextReadOfPurchase((now) => {
    at.pass(dayMs)
    return now
  })
  expect((await buy()).status).toBe(201)
  expect(purchases()).toEqual([])
  expect(states()).toEqual(['active'])
  expect(at.all<Refund>('refund')).toEqual([])
  expect(at.payments.taken()).toHaveLength(1)
})

test('a purchase that was refunded between reading and asking about it is over, and no fault', async () => {
  const buy = await buyer('tok_timeout')
  await buy()
  const [{ subscriptionId }] = purchases() as [Purchase]
  await at.services.documents.commit(tenantId, [{ kind: 'delete', id: subscriptionId }])
  at.pass(2 * 60_000)
  const { payments } = at.services
  const outcome: typeof payments.outcome = async (key) => {
    await settlePurchases(at.services)
    return payments.outcome(key)
  }
  await settlePurchases({ ...at.services, payments: { ...payments, outcome } })
  expect(purchases().map(({ state }) => state)).toEqual(['refunded'])
  expect(at.all<Refund>('refund').map(({ state }) => state)).toEqual(['done'])
})
