import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Refund } from '#core/billing/refund.ts'
import { startOfDay, toMilliseconds } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { settlePurchases } from '#functions/purchasing/settle-purchases.ts'
import { type Person, tenantId } from '../support/simulated/app.ts'
import { anOffice, type Office, said } from './office.ts'

let office: Office
beforeEach(async () => {
  office = await anOffice()
})

const pay = (person: Person, id: string, body: object = {}, repeat?: string) =>
  person.ask('renewals-invoices-pay', { params: { id }, body, ...(repeat ? { repeat } : {}) })

const amountTaken = (keys: readonly string[]) =>
  keys.reduce((sum, key) => sum + (office.at.payments.booked.get(key)?.amount ?? 0), 0)

describe('an invoice of a term that was declined', () => {
  let cardId: string
  let good: string
  let before: number
  let id: string
  let invoice: Awaited<ReturnType<Office['anUnpaid']>>['invoice']
  beforeEach(async () => {
    const { anna, addCard, anUnpaid, at } = office
    cardId = await addCard(anna)
    ;({ id, invoice } = await anUnpaid(anna, cardId))
    good = await addCard(anna)
    before = at.payments.taken().length
  })
  const charges = () => office.at.payments.taken().length - before

  test('is paid with another card, and the term begins; paying twice is refused (R155)', async () => {
    const { anna, at, stored, invoices } = office
    const paidAt = at.services.clock.now()
    const { status, body, headers } = await pay(anna, invoice.id, { paymentMethodId: good })
    expect([status, body['status'], body['number']]).toEqual([200, 'Paid', invoice.number])
    expect(body).toMatchObject({
      total: invoice.total,
      due: { amount: 0, currency: invoice.total.currency },
      paidWith: { brand: 'visa', last4: '4242' },
      paidDateTime: paidAt,
    })
    expect(body).not.toHaveProperty('etag')
    const read = await anna.ask('billing-invoices-get', { params: { id: invoice.id } })
    const { etag, ...same } = read.body
    expect([same, etag]).toEqual([body, headers['etag']])
    expect(stored(id)).toMatchObject({ state: 'active', unpaid: null, termNumber: 2, purchaseId: null })
    expect(invoices()).toHaveLength(2)
    expect(said(await pay(anna, invoice.id, { paymentMethodId: good }))).toBe('409 AlreadyPaid')
    expect(charges()).toBe(1)
    expect(amountTaken(at.payments.taken().slice(-1))).toBe(invoice.total.amount)
  })

  test('is charged once, however many pay it at once (R155)', async () => {
    const { anna, invoices } = office
    const body = { paymentMethodId: good }
    const repeat = randomUUID()
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => pay(anna, invoice.id, body)),
      ...Array.from({ length: 20 }, () => pay(anna, invoice.id, body, repeat)),
      ...Array.from({ length: 5 }, () => pay(anna, invoice.id, body, randomUUID())),
    ])
    expect(new Set([...answers.map(said), '409 AlreadyPaid'])).toEqual(new Set(['200', '409 AlreadyPaid']))
    const repeated = answers.slice(20, 40)
    expect(new Set(repeated.map((answer) => JSON.stringify(answer.body))).size).toBe(1)
    for (const answer of answers.filter(({ status }) => status === 200)) {
      expect(answer.body).toMatchObject({ id: invoice.id, status: 'Paid' })
    }
    expect(charges()).toBe(1)
    expect(invoices().filter(({ state }) => state === 'paid')).toHaveLength(2)
  })

  test('is charged once when time tries it at the same moment (R155, R186)', async () => {
    const { anna, due, declineCard, nextDueOf, stored, at } = office
    await declineCard(cardId, 'tok_ok')
    at.pass(24 * 3_600_000)
    const [answer] = await Promise.all([pay(anna, invoice.id, { paymentMethodId: good }), due(), due()])
    expect(['200', '409 AlreadyPaid', '503 PaymentOutcomeUnknown']).toContain(said(answer))
    expect(charges()).toBe(1)
    expect(stored(id)).toMatchObject({ state: 'active', unpaid: null, termNumber: 2 })
    expect(said(await pay(anna, invoice.id))).toBe('409 AlreadyPaid')
    await nextDueOf(id)
    expect(charges()).toBe(1)
  })

  test('is charged once, at whatever moment time meets it', async () => {
    for (let hops = 0; hops < 60; hops += 2) {
      office = await anOffice()
      const { anna, at, addCard, anUnpaid, declineCard, due, stored } = office
      const card = await addCard(anna)
      const unpaid = await anUnpaid(anna, card)
      const other = { paymentMethodId: await addCard(anna) }
      const taken = at.payments.taken().length
      await declineCard(card, 'tok_ok')
      at.pass(24 * 3_600_000)
      const later = async (act: () => Promise<unknown>) => {
        for (let hop = 0; hop < hops; hop += 1) await Promise.resolve()
        return act()
      }
      const [byHand] =
        hops % 4 === 0
          ? await Promise.all([pay(anna, unpaid.invoice.id, other), later(due)])
          : await Promise.all([
              pay(anna, unpaid.invoice.id, other),
              later(() => pay(anna, unpaid.invoice.id)),
              due(),
            ])
      expect(['200', '409 AlreadyPaid', '503 PaymentOutcomeUnknown'], `${hops}`).toContain(said(byHand))
      await due()
      expect(at.payments.taken().length - taken, `${hops}`).toBe(1)
      expect(stored(unpaid.id), `${hops}`).toMatchObject({ unpaid: null, termNumber: 2, purchaseId: null })
    }
  })

  test('is charged to one card where the store’s answer was lost and time was faster', async () => {
    const { anna, at, due, declineCard, stored } = office
    await declineCard(cardId, 'tok_ok')
    // One that the gateway can tell from the other.
    await declineCard(good, 'tok_other')
    at.pass(24 * 3_600_000)
    let first = true
    at.documents.faults.beforeCommit = async () => {
      if (!first) return
      first = false
      await due()
      throw new OutcomeUnknown('Lost.')
    }
    const answer = await pay(anna, invoice.id, { paymentMethodId: good }, randomUUID())
    expect(['200', '409 AlreadyPaid']).toContain(said(answer))
    expect(charges()).toBe(1)
    expect(stored(id)).toMatchObject({ unpaid: null, termNumber: 2 })
  })

  test('that is declined again changes nothing, and the usual tries go on (R140, R186)', async () => {
    const { anna, stored, invoices, addCard } = office
    const before = stored(id)
    expect(said(await pay(anna, invoice.id))).toBe('402 PaymentDeclined')
    const other = await addCard(anna, 'tok_declined')
    const repeat = randomUUID()
    expect(said(await pay(anna, invoice.id, { paymentMethodId: other }, repeat))).toBe('402 PaymentDeclined')
    expect(stored(id)).toMatchObject({ state: 'active', unpaid: before.unpaid, purchaseId: null })
    expect(invoices().map(({ state }) => state)).toEqual(['paid', 'declined'])
    expect(said(await pay(anna, invoice.id, { paymentMethodId: good }))).toBe('200')
    expect(charges()).toBe(1)
  })

  test('whose outcome is unknown is 503; asked again, or settled by the timer, it is paid once (R155)', async () => {
    const { anna, at, addCard } = office
    const lost = { paymentMethodId: await addCard(anna, 'tok_timeout') }
    const repeat = randomUUID()
    const unknown = await pay(anna, invoice.id, lost, repeat)
    expect([said(unknown), unknown.headers['retry-after']]).toEqual(['503 PaymentOutcomeUnknown', '2'])
    at.pass(2 * 60_000)
    await settlePurchases(at.services)
    const settled = await pay(anna, invoice.id, lost, repeat)
    expect([settled.status, settled.body['status']]).toEqual([200, 'Paid'])
    const again = await pay(anna, invoice.id, lost, repeat)
    expect(again.body).toEqual(settled.body)
    expect(said(await pay(anna, invoice.id, lost))).toBe('409 AlreadyPaid')
    expect(said(await pay(anna, invoice.id, lost, randomUUID()))).toBe('409 AlreadyPaid')
    expect(charges()).toBe(1)
  })

  test('whose payment is under way by time itself has to wait for that', async () => {
    const { anna, at, due, declineCard } = office
    await declineCard(cardId, 'tok_timeout')
    at.pass(24 * 3_600_000)
    await due()
    const { status, body } = await pay(anna, invoice.id, { paymentMethodId: good })
    expect(status).toBe(503)
    expect(body.error['innererror']).toMatchObject({ because: 'paymentUnderWay' })
    at.pass(2 * 60_000)
    await settlePurchases(at.services)
    expect(said(await pay(anna, invoice.id, { paymentMethodId: good }))).toBe('409 AlreadyPaid')
    expect(charges()).toBe(1)
  })

  test('lost answers of the store charge once, wherever they are lost', async () => {
    for (const how of ['beforeCommit', 'afterCommit'] as const) {
      for (const broken of [1, 2, 3]) {
        office = await anOffice()
        const { anna, at, addCard, anUnpaid, stored } = office
        const unpaid = await anUnpaid(anna, await addCard(anna))
        const body = { paymentMethodId: await addCard(anna) }
        const taken = at.payments.taken().length
        let commits = 0
        at.documents.faults[how] = async () => {
          commits += 1
          if (commits === broken) throw new OutcomeUnknown('Lost.')
        }
        const repeat = randomUUID()
        await pay(anna, unpaid.invoice.id, body, repeat)
        at.documents.faults[how] = undefined
        const name = `${how} ${broken}`
        expect(said(await pay(anna, unpaid.invoice.id, body, repeat)), name).toBe('200')
        expect(at.payments.taken().length - taken, name).toBe(1)
        expect(stored(unpaid.id), name).toMatchObject({ unpaid: null, termNumber: 2 })
      }
    }
  })

  test('waits for a move or a cancel that runs on the subscription', async () => {
    const { anna, at } = office
    const operationId = randomUUID()
    await at.services.documents.commit(tenantId, [{ kind: 'patch', id, set: { operationId } }])
    const { status, body } = await pay(anna, invoice.id, { paymentMethodId: good })
    expect([status, body.error['innererror']]).toMatchObject([
      409,
      { code: 'OperationInProgress', operationId },
    ])
    expect(charges()).toBe(0)
  })

  test('needs a card of one’s own that has not expired (R115)', async () => {
    const { anna, bob, at, addCard, gaia } = office
    const bobs = await addCard(bob)
    const notTheirs = await pay(anna, invoice.id, { paymentMethodId: bobs })
    expect([said(notTheirs), notTheirs.body.error['target']]).toEqual(['404 NotFound', 'paymentMethodId'])
    expect(said(await pay(anna, invoice.id, { paymentMethodId: randomUUID() }))).toBe('404 NotFound')
    await at.services.documents.commit(tenantId, [
      { kind: 'patch', id: good, set: { expiry: '2026-11' } },
      { kind: 'patch', id: cardId, set: { expiry: '2026-11' } },
    ])
    for (const body of [{ paymentMethodId: good }, {}]) {
      expect(said(await pay(anna, invoice.id, body))).toBe('422 PaymentMethodExpired')
    }
    expect(said(await pay(gaia, invoice.id))).toBe('404 NotFound')
    expect(charges()).toBe(0)
  })

  test('of a term that is over by now begins a new one today, and that invoice is paid instead (R186)', async () => {
    const { anna, at, nextDueOf, stored, invoices } = office
    while (stored(id).state !== 'disabled') await nextDueOf(id)
    at.pass(24 * 3_600_000)
    const repeat = randomUUID()
    const { status, body } = await pay(anna, invoice.id, { paymentMethodId: good }, repeat)
    expect([status, body['status']]).toEqual([200, 'Paid'])
    expect(body['id']).not.toBe(invoice.id)
    expect(invoices().find((one) => one.id === invoice.id)?.state).toBe('credited')
    expect(stored(id)).toMatchObject({ state: 'active', termNumber: 1, unpaid: null })
    const again = await pay(anna, invoice.id, { paymentMethodId: good }, repeat)
    expect(again.body).toEqual(body)
    expect(said(await pay(anna, invoice.id))).toBe('409 InvoiceNotPayable')
    expect(charges()).toBe(1)
  })
})

test('a charge on its way on a card that is gone ends all the same, and the term is tried anew', async () => {
  const { anna, addCard, at, buy, due, stored } = office
  const card = await addCard(anna)
  const id = await buy(anna, card)
  await office.nextDueOf(id)
  at.payments.fail('unreachable')
  await office.nextDueOf(id)
  at.payments.fail(undefined)
  expect(stored(id).purchaseId).not.toBeNull()
  await at.services.documents.commit(tenantId, [{ kind: 'delete', id: card }])
  for (let minutes = 0; minutes < 30; minutes += 1) {
    at.pass(60_000)
    await due()
    await settlePurchases(at.services)
  }
  expect(stored(id)).toMatchObject({ state: 'active', purchaseId: null, unpaid: { retryOn: '2026-12-22' } })
})

test('what is added once the term is over waits for the renewal: no licence is had for nothing (R099, R186)', async () => {
  const { anna, addCard, at, buy, due, stored, declineCard } = office
  const card = await addCard(anna)
  const id = await buy(anna, card)
  await office.nextDueOf(id)
  await declineCard(card)
  at.pass(toMilliseconds(startOfDay(stored(id).expirationDate)) - toMilliseconds(at.services.clock.now()))
  const grow = (what: 'change' | 'preview-change') =>
    anna.ask(`purchasing-${what}`, {
      params: { id },
      body: { totalLicenses: 100_000 },
      ...(what === 'change' ? { headers: { 'if-match': stored(id)._etag } } : {}),
    })
  for (const what of ['change', 'preview-change'] as const) {
    expect(said(await grow(what)), what).toBe('503 PaymentOutcomeUnknown')
  }
  await due()
  expect(said(await grow('change'))).toBe('409 PaymentOverdue')
  expect(stored(id).seats.total).toBe(5)
})

describe('an invoice on the organisation’s agreement', () => {
  let id: string
  beforeEach(async () => {
    await office.buyCentrally()
    id = String(office.invoices()[0]?.id)
  })

  test('is paid once by an administrator’s own card, and by nobody else (R155)', async () => {
    const { gaia, bill, rita, anna, addCard, at, invoices } = office
    expect(said(await pay(anna, id))).toBe('404 NotFound')
    expect(said(await pay(rita, id))).toBe('403 Forbidden')
    const noCard = await pay(gaia, id)
    expect([said(noCard), noCard.body.error['innererror']]).toEqual([
      '422 PaymentMethodNotSupported',
      { code: 'PaymentMethodNotSupported', because: 'noCard' },
    ])
    const body = { paymentMethodId: await addCard(gaia) }
    const repeat = randomUUID()
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => pay(gaia, id, body)),
      ...Array.from({ length: 5 }, () => pay(gaia, id, body, repeat)),
    ])
    expect(new Set([...answers.map(said), '409 AlreadyPaid'])).toEqual(new Set(['200', '409 AlreadyPaid']))
    expect(said(await pay(bill, id))).toBe('409 AlreadyPaid')
    expect(at.payments.taken()).toHaveLength(1)
    expect(amountTaken(at.payments.taken())).toBe(invoices()[0]?.total.amount)
    expect(invoices()[0]).toMatchObject({ state: 'paid', purchaseId: null })
  })

  test('whose payment nobody knows of goes on with the same one, and others wait for it', async () => {
    const { gaia, bill, addCard, at } = office
    const repeat = randomUUID()
    const lost = { paymentMethodId: await addCard(gaia, 'tok_timeout') }
    expect(said(await pay(gaia, id, lost, repeat))).toBe('503 PaymentOutcomeUnknown')
    const other = await pay(bill, id, { paymentMethodId: await addCard(bill) })
    expect(other.body.error['innererror']).toMatchObject({ because: 'paymentUnderWay' })
    expect(said(await pay(gaia, id, lost, repeat))).toBe('200')
    expect(said(await pay(bill, id))).toBe('409 AlreadyPaid')
    expect(at.payments.taken()).toHaveLength(1)
    expect(at.all<Purchase>('purchase').map(({ state }) => state)).toEqual(['settled'])
  })

  test('that was declined can be paid again', async () => {
    const { gaia, addCard, invoices } = office
    const declined = await pay(gaia, id, { paymentMethodId: await addCard(gaia, 'tok_declined') })
    expect(said(declined)).toBe('402 PaymentDeclined')
    expect(invoices()[0]).toMatchObject({ state: 'open', purchaseId: null })
    expect(said(await pay(gaia, id, { paymentMethodId: await addCard(gaia) }))).toBe('200')
  })

  test('of which a part is credited while it is paid gives that part back (R186)', async () => {
    const { gaia, bill, addCard, at, invoices } = office
    const lost = { paymentMethodId: await addCard(gaia, 'tok_timeout') }
    await pay(gaia, id, lost)
    const [{ id: subscriptionId, _etag }] = at.all<Stored<Subscription>>('subscription') as [
      Stored<Subscription>,
    ]
    const fewer = await bill.ask('purchasing-change', {
      params: { id: subscriptionId },
      body: { totalLicenses: 3 },
      headers: { 'if-match': _etag },
    })
    expect(said(fewer)).toBe('200')
    expect(said(await pay(gaia, id, lost))).toBe('200')
    const [invoice, note] = invoices()
    expect(invoice).toMatchObject({ state: 'paid', credited: note?.total.amount })
    expect(at.all<Refund>('refund')).toMatchObject([{ amount: note?.total, state: 'pending' }])
    at.pass(2 * 60_000)
    await settlePurchases(at.services)
    expect(at.all<Refund>('refund')).toMatchObject([{ state: 'done' }])
    expect(said(await pay(bill, String(note?.id)))).toBe('409 InvoiceNotPayable')
  })
})
