import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { BillingProfile } from '#core/billing/billing-profile.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Stored } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { type Person, tenantId } from '../support/simulated/app.ts'
import { anOffice, type Office, rows, said } from './office.ts'

let office: Office
let sent: string[]
beforeEach(async () => {
  office = await anOffice()
  sent = []
  office.at.messages.faults.afterSend = async (queue) => {
    if (queue === 'renew-subscriptions') sent.push(queue)
  }
})

const cards = () => office.at.all<Stored<PaymentMethod>>('paymentMethod')
const profiles = () => office.at.all<Stored<BillingProfile>>('billingProfile')
const wokenUp = () => sent.length

const read = (person: Person, id: string) => person.ask('billing-payment-methods-get', { params: { id } })

async function edit(person: Person, id: string, body: object, etag?: string) {
  const ifMatch = etag ?? String(cards().find((card) => card.id === id)?._etag)
  return person.ask('billing-payment-methods-update', {
    params: { id },
    body,
    headers: { 'if-match': ifMatch },
  })
}

async function onProfile(
  person: Person,
  route: 'update' | 'card-update' | 'card-replace',
  id: string,
  body: object,
  etag?: string,
) {
  const ifMatch = etag ?? String(profiles().find((profile) => profile.id === id)?._etag)
  const headers = { 'if-match': ifMatch }
  return person.ask(`billing-profiles-${route}`, { params: { id }, body, headers })
}

describe('a card', () => {
  let id: string
  beforeEach(async () => {
    id = await office.addCard(office.anna)
  })

  test('is its owner’s alone, administrators included (R117, R118)', async () => {
    const { anna, bob, gaia, bill } = office
    const own = await read(anna, id)
    expect(own.body).toMatchObject({ id, brand: 'visa', last4: '4242', expiry: '2031-12' })
    expect(own.headers['etag']).toBe(own.body['etag'])
    expect(JSON.stringify(own.body)).not.toContain('tok_')
    for (const other of [bob, gaia, bill]) {
      expect(said(await read(other, id))).toBe('404 NotFound')
      expect(said(await edit(other, id, { nameOnCard: 'Me' }))).toBe('404 NotFound')
    }
    expect(said(await read(anna, randomUUID()))).toBe('404 NotFound')
  })

  test('has another expiry, name and address, and is told of in time for the new one (R116)', async () => {
    const { anna, at } = office
    const address = { street: 'Kade 1', city: 'Delft' }
    const changed = await edit(anna, id, { expiry: '2033-05', nameOnCard: 'A. Tulp', address })
    expect([changed.status, changed.body]).toMatchObject([
      200,
      { expiry: '2033-05', nameOnCard: 'A. Tulp', address },
    ])
    const again = await read(anna, id)
    expect(again.headers['etag']).toBe(changed.headers['etag'])
    expect(cards()[0]).toMatchObject({ expiry: '2033-05', dueAt: '2033-04-01T00:00:00.000Z' })
    const [audit] = at.all<AuditEntry>('audit').filter(({ action }) => action === 'paymentMethod.changed')
    expect(audit?.facts).toEqual({ paymentMethodId: id, changed: ['expiry', 'nameOnCard', 'address'] })
  })

  test('that has its old expiry back is told of once, and is due no more (R116)', async () => {
    const { anna, at, due } = office
    const lastMonth = toMilliseconds('2031-11-02T10:00:00.000Z' as Instant)
    at.pass(lastMonth - toMilliseconds(at.services.clock.now()))
    await due()
    const told = () => at.all<Mail>('mail').filter(({ kind }) => kind === 'cardExpires')
    expect([told().length, cards()[0]?.dueAt]).toEqual([1, null])
    await edit(anna, id, { expiry: '2033-05' })
    await edit(anna, id, { expiry: '2031-12' })
    await due()
    expect([told().length, cards()[0]?.dueAt]).toEqual([1, null])
  })

  test('has a security code that goes to the gateway and is kept nowhere (R116)', async () => {
    const { anna, at } = office
    const told: unknown[] = []
    const { payments } = at.services
    at.services.payments = {
      ...payments,
      updateCard: (token, changes) => {
        told.push(changes)
        return payments.updateCard(token, changes)
      },
    }
    const logged: unknown[] = []
    at.services.log = (...line) => logged.push(line)
    const changed = await edit(anna, id, { securityCode: '7391' })
    expect([changed.status, told]).toEqual([200, [{ securityCode: '7391' }]])
    const wrong = await edit(anna, id, { securityCode: '000', nameOnCard: 'Not changed' })
    expect([said(wrong), wrong.body.error['target']]).toEqual(['422 SecurityCodeWrong', 'securityCode'])
    expect(cards()[0]?.nameOnCard).toBeNull()
    const everything = JSON.stringify([changed, wrong, logged, at.documents.all(tenantId)])
    expect(everything).not.toContain('7391')
    const malformed = await edit(anna, id, { securityCode: '73919' })
    expect([malformed.status, JSON.stringify(malformed.body).includes('73919')]).toEqual([400, false])
  })

  test('that would have expired, and anything that is no change of it, is refused (R115, R116)', async () => {
    const { anna } = office
    const expired = await edit(anna, id, { expiry: '2026-10' })
    expect([said(expired), expired.body.error['target']]).toEqual(['422 PaymentMethodExpired', 'expiry'])
    expect(said(await edit(anna, id, { expiry: '2026-11' }))).toBe('200')
    const bodies = [
      {},
      { number: '4242' },
      { token: 'tok_ok' },
      { expiry: '2031-13' },
      { expiry: '12/31' },
      { nameOnCard: '' },
      { securityCode: 123 },
    ]
    for (const body of bodies) expect((await edit(anna, id, body)).status, JSON.stringify(body)).toBe(400)
    const card = await edit(anna, id, { nameOnCard: '4111 1111 1111 1111' })
    expect(said(card)).toBe('400 CardNumberNotAllowed')
    expect(said(await edit(anna, id, { nameOnCard: 'A.' }, '"older"'))).toBe('412 PreconditionFailed')
    const unconditional = { params: { id }, body: { nameOnCard: 'A.' } }
    expect(said(await anna.ask('billing-payment-methods-update', unconditional))).toBe(
      '428 PreconditionRequired',
    )
  })

  test.each(['beforeCommit', 'afterCommit'] as const)(
    'is changed once when the answer is lost (%s)',
    async (how) => {
      const { anna, at } = office
      let lost = 0
      at.documents.faults[how] = async () => {
        lost += 1
        if (lost === 1) throw new OutcomeUnknown('Lost.')
      }
      const changed = await edit(anna, id, { expiry: '2032-01', securityCode: '123' })
      expect([changed.status, changed.headers['etag']]).toEqual([200, cards()[0]?._etag])
      const audit = at.all<AuditEntry>('audit').filter(({ action }) => action === 'paymentMethod.changed')
      expect(audit).toHaveLength(1)
    },
  )
})

describe('a billing profile', () => {
  let cardId: string
  let profileId: string
  beforeEach(async () => {
    const { anna, addCard, buy } = office
    cardId = await addCard(anna)
    await buy(anna, cardId)
    profileId = String(profiles()[0]?.id)
  })

  test('begins with the first purchase, and is its owner’s alone (R095, R112)', async () => {
    const { anna, bob, gaia, rita } = office
    const list = await anna.ask('billing-profiles-list')
    expect(rows(list)).toMatchObject([
      {
        id: profileId,
        owner: 'self',
        name: 'Anna',
        organisation: 'Tulp',
        paymentMethod: { id: cardId, last4: '4242' },
      },
    ])
    expect(JSON.stringify(list.body)).not.toContain('tok_')
    const one = await anna.ask('billing-profiles-get', { params: { id: profileId } })
    expect([one.body, one.headers['etag']]).toEqual([rows(list)[0], one.body['etag']])
    for (const other of [bob, gaia, rita]) {
      expect(rows(await other.ask('billing-profiles-list'))).toEqual([])
      expect(said(await other.ask('billing-profiles-get', { params: { id: profileId } }))).toBe(
        '404 NotFound',
      )
      expect(said(await onProfile(other, 'update', profileId, { name: 'Me' }))).toBe('404 NotFound')
      expect(said(await onProfile(other, 'card-replace', profileId, { paymentMethodId: cardId }))).toBe(
        '404 NotFound',
      )
    }
  })

  test('addresses the next invoice as it says by then (R095, R113)', async () => {
    const { anna, buy, invoices, at } = office
    const address = { city: 'Delft' }
    const changed = await onProfile(anna, 'update', profileId, {
      name: 'Tulp B.V.',
      address,
      taxId: 'nl 0044.95445b01',
    })
    expect(changed.body).toMatchObject({ name: 'Tulp B.V.', address, taxId: 'NL0044.95445B01' })
    expect(changed.headers['etag']).toBe(profiles()[0]?._etag)
    await buy(anna, cardId)
    expect(invoices().map(({ billTo }) => billTo.name)).toEqual(['Anna', 'Tulp B.V.'])
    const none = await onProfile(anna, 'update', profileId, { taxId: null })
    expect(none.body).not.toHaveProperty('taxId')
    expect(said(await onProfile(anna, 'update', profileId, {}))).toBe('400 InvalidRequest')
    const wrong = await onProfile(anna, 'update', profileId, { taxId: 'NL004495446B01' })
    expect([said(wrong), wrong.body.error['innererror']]).toMatchObject([
      '422 TaxIdNotValid',
      { country: 'NL' },
    ])
    expect(said(await onProfile(anna, 'update', profileId, { name: 'X' }, '"older"'))).toBe(
      '412 PreconditionFailed',
    )
    const audit = at.all<AuditEntry>('audit').filter(({ action }) => action === 'billingProfile.changed')
    expect(audit.map(({ facts }) => facts['changed'])).toEqual([['name', 'address', 'taxId'], ['taxId']])
  })

  test('has its card edited in place: both are new versions (R113)', async () => {
    const { anna } = office
    const before = { card: cards()[0]?._etag, profile: profiles()[0]?._etag }
    const changed = await onProfile(anna, 'card-update', profileId, {
      expiry: '2033-01',
      securityCode: '123',
    })
    expect([changed.status, changed.body]).toMatchObject([
      200,
      { paymentMethod: { id: cardId, expiry: '2033-01' } },
    ])
    expect(changed.headers['etag']).toBe(profiles()[0]?._etag)
    expect([cards()[0]?._etag, profiles()[0]?._etag]).not.toContain(before.card)
    expect(profiles()[0]?._etag).not.toBe(before.profile)
    const stale = await onProfile(anna, 'card-update', profileId, { expiry: '2034-01' }, before.profile)
    expect(said(stale)).toBe('412 PreconditionFailed')
  })

  test('has its card replaced, and the next term is charged to the new one (R114)', async () => {
    const { anna, bob, addCard, nextDueOf, at, stored } = office
    const other = await addCard(anna)
    const replaced = await onProfile(anna, 'card-replace', profileId, { paymentMethodId: other })
    expect([replaced.status, replaced.body]).toMatchObject([200, { paymentMethod: { id: other } }])
    const bobs = await addCard(bob)
    const notTheirs = await onProfile(anna, 'card-replace', profileId, { paymentMethodId: bobs })
    expect([said(notTheirs), notTheirs.body.error['target']]).toEqual(['404 NotFound', 'paymentMethodId'])
    await at.services.documents.commit(tenantId, [{ kind: 'patch', id: cardId, set: { expiry: '2026-10' } }])
    const expired = await onProfile(anna, 'card-replace', profileId, { paymentMethodId: cardId })
    expect(said(expired)).toBe('422 PaymentMethodExpired')
    const [subscription] = at.all<Subscription>('subscription')
    const id = String(subscription?.id)
    while (stored(id).termNumber === 1) await nextDueOf(id)
    const [purchase] = at.all<Purchase>('purchase').slice(-1)
    expect(purchase?.paymentMethodId).toBe(other)
  })
})

test('who was given a subscription buys more on the profile that they have (R189)', async () => {
  const { anna, bob, gaia, addCard, buy, stored, invoices } = office
  await buy(bob, await addCard(bob))
  const [own] = profiles()
  const id = await buy(anna, await addCard(anna))
  const transfer = await gaia.ask('renewals-transfer-ownership', {
    params: { id },
    body: { userId: bob.userId },
    headers: { 'if-match': stored(id)._etag },
  })
  expect(said(transfer)).toBe('200')
  for (const totalLicenses of [6, 7]) {
    const headers = { 'if-match': stored(id)._etag }
    const more = await bob.ask('purchasing-change', { params: { id }, body: { totalLicenses }, headers })
    expect(said(more)).toBe('200')
    expect(invoices().at(-1)).toMatchObject({ ownerId: bob.userId, billingProfileId: own?.id })
  }
  expect(profiles()).toHaveLength(2)
})

test('a card that is replaced in the moment in which it was to be charged is not charged (R114)', async () => {
  const { anna, at, addCard, buy, due, nextDueOf, stored } = office
  const id = await buy(anna, await addCard(anna))
  const profileId = String(profiles()[0]?.id)
  const { documents } = at.services
  for (const charge of ['more', 'renewal'] as const) {
    const other = await addCard(anna)
    let replaced = 0
    at.services.documents = {
      ...documents,
      commit: async (tenant, writes) => {
        const begins = writes.some((write) => write.kind === 'create' && write.document.type === 'purchase')
        if (begins && replaced === 0) {
          replaced += 1
          const answer = await onProfile(anna, 'card-replace', profileId, { paymentMethodId: other })
          replaced = answer.status
        }
        return documents.commit(tenant, writes)
      },
    }
    if (charge === 'more') {
      const asked = { params: { id }, body: { totalLicenses: 6 }, headers: { 'if-match': stored(id)._etag } }
      expect(said(await anna.ask('purchasing-change', asked))).toBe('200')
    } else {
      await nextDueOf(id)
      await nextDueOf(id)
      await due()
      expect(stored(id)).toMatchObject({ termNumber: 2 })
    }
    expect([replaced, at.all<Purchase>('purchase').at(-1)?.paymentMethodId]).toEqual([200, other])
  }
})

describe('what is unpaid is tried again at once', () => {
  let cardId: string
  let ids: string[]
  beforeEach(async () => {
    const { anna, addCard, buy, anUnpaid, declineCard, stored, due } = office
    cardId = await addCard(anna)
    ids = [await buy(anna, cardId), (await anUnpaid(anna, cardId)).id]
    await due()
    await declineCard(cardId, 'tok_ok')
    sent = []
    expect(ids.map((id) => stored(id).unpaid?.retryOn)).not.toContain(null)
    expect(ids.every((id) => (stored(id).dueAt ?? '') > office.at.services.clock.now())).toBe(true)
  })
  const profileId = () => String(profiles()[0]?.id)

  async function paidAtOnce(changed: () => Promise<{ status: number }>): Promise<void> {
    const { at, stored, due, today } = office
    const before = { taken: at.payments.taken().length, woken: wokenUp() }
    expect((await changed()).status).toBeLessThan(300)
    expect(ids.map((id) => stored(id).dueAt)).toEqual([today(), today()])
    expect(wokenUp()).toBe(before.woken + 1)
    await due()
    expect(ids.map((id) => stored(id))).toMatchObject([
      { unpaid: null, termNumber: 2 },
      { unpaid: null, termNumber: 2 },
    ])
    expect(at.payments.taken().length).toBe(before.taken + 2)
  }

  test('when the card is replaced (R114, R186)', async () => {
    const other = await office.addCard(office.anna)
    await paidAtOnce(() => onProfile(office.anna, 'card-replace', profileId(), { paymentMethodId: other }))
  })

  test('also where the old card is being charged meanwhile, on the last day on which it is tried (R114, R186)', async () => {
    const { anna, addCard, at, stored, due, declineCard } = office
    const [id = ''] = ids
    const other = await addCard(anna)
    await declineCard(cardId)
    for (let day = 0; day < 6; day += 1) {
      at.pass(24 * 3_600_000)
      await due()
    }
    at.pass(24 * 3_600_000)
    const charge = at.services.payments.charge
    at.services.payments = {
      ...at.services.payments,
      charge: async (key, token, amount) => {
        await charge(key, token, amount)
        return { charged: 'unknown' }
      },
    }
    await due()
    expect(stored(id)).toMatchObject({ state: 'active', unpaid: { retryOn: office.today().slice(0, 10) } })
    expect(stored(id).purchaseId).not.toBeNull()
    expect(said(await onProfile(anna, 'card-replace', profileId(), { paymentMethodId: other }))).toBe('200')
    at.services.payments = { ...at.services.payments, charge }
    at.pass(60_000)
    await due()
    expect(ids.map((one) => stored(one))).toMatchObject([
      { state: 'active', unpaid: null, termNumber: 2, purchaseId: null },
      { state: 'active', unpaid: null, termNumber: 2, purchaseId: null },
    ])
  })

  test('when the card of the profile is repaired (R113)', () =>
    paidAtOnce(() => onProfile(office.anna, 'card-update', profileId(), { expiry: '2035-01' })))

  test('when the card is repaired where it stands (R116)', () =>
    paidAtOnce(() => edit(office.anna, cardId, { securityCode: '123' })))

  test('when somebody who had no card adds one', async () => {
    const { at, anna, stored } = office
    await at.services.documents.commit(tenantId, [
      { kind: 'patch', id: profileId(), set: { paymentMethodId: null } },
    ])
    await paidAtOnce(() =>
      anna.ask('billing-payment-methods-create', {
        body: { type: 'card', token: 'tok_ok' },
        repeat: randomUUID(),
      }),
    )
    expect(profiles()[0]?.paymentMethodId).toBe(cards().at(-1)?.id)
    expect(stored(String(ids[0])).billingProfileId).toBe(profileId())
  })

  test('when somebody who was given a subscription, and has no card, adds one (R189)', async () => {
    const { bob, at, stored, nextDueOf, due, addCard } = office
    const [id = ''] = ids
    await at.services.documents.commit(tenantId, [
      {
        kind: 'patch',
        id,
        set: { purchaserId: bob.userId, billingProfileId: null, unpaid: null, billed: [] },
      },
    ])
    await nextDueOf(id)
    const owed = stored(id).unpaid?.invoiceId
    expect(stored(id).billingProfileId).not.toBeNull()
    const card = await addCard(bob)
    expect(wokenUp()).toBe(1)
    await due()
    expect(stored(id)).toMatchObject({ unpaid: null, termNumber: 2 })
    expect(office.invoices().find((invoice) => invoice.id === owed)).toMatchObject({
      state: 'paid',
      ownerId: bob.userId,
    })
    expect(profiles().find(({ ownerId }) => ownerId === bob.userId)?.paymentMethodId).toBe(card)
  })

  test('also where more wait than fit in one batch', async () => {
    const { anna, at, stored } = office
    const { _etag, ...one } = stored(String(ids[0]))
    for (let batch = 0; batch < 4; batch += 1) {
      const more = Array.from({ length: 50 }, () => ({ ...one, id: randomUUID() as typeof one.id }))
      await at.services.documents.commit(
        tenantId,
        more.map((document) => ({ kind: 'create', document })),
      )
    }
    const other = await office.addCard(anna)
    const changed = await onProfile(anna, 'card-replace', profileId(), { paymentMethodId: other })
    expect(said(changed)).toBe('200')
    // The rest follows the answer.
    const days = () => new Set(at.all<Subscription>('subscription').map(({ dueAt }) => dueAt))
    await expect.poll(days).toEqual(new Set([office.today()]))
    await expect.poll(wokenUp).toBe(1)
  })

  test('and not for a new name, another card, or what others owe', async () => {
    const { anna, bob, addCard, stored } = office
    const before = ids.map((id) => stored(id).dueAt)
    await edit(anna, cardId, { nameOnCard: 'A.' })
    await addCard(anna)
    await addCard(bob)
    expect(ids.map((id) => stored(id).dueAt)).toEqual(before)
    expect(wokenUp()).toBe(0)
  })
})

test('the organisation’s profile is its administrators’ to change, and others’ to read at most (R112)', async () => {
  const { gaia, bill, rita, anna, addCard, buyCentrally } = office
  await buyCentrally()
  const id = String(profiles()[0]?.id)
  for (const reader of [gaia, bill, rita]) {
    expect(rows(await reader.ask('billing-profiles-list'))).toMatchObject([
      { id, owner: 'organisation', name: 'Tulp' },
    ])
  }
  expect(rows(await anna.ask('billing-profiles-list'))).toEqual([])
  expect(said(await onProfile(rita, 'update', id, { name: 'Mine' }))).toBe('403 Forbidden')
  expect(said(await onProfile(bill, 'update', id, { name: 'Tulp, billing' }))).toBe('200')
  expect(said(await onProfile(gaia, 'card-update', id, { expiry: '2033-01' }))).toBe(
    '422 PaymentMethodNotSupported',
  )
  const body = { type: 'card', token: 'tok_ok', nameOnCard: 'Gaia', address: { city: 'Delft' } }
  const card = (await gaia.ask('billing-payment-methods-create', { body })).body['id']
  expect(said(await onProfile(gaia, 'card-replace', id, { paymentMethodId: card }))).toBe('200')
  // Whose card it is, and where they live, is theirs.
  const seen = (await bill.ask('billing-profiles-get', { params: { id } })).body['paymentMethod']
  expect(seen).toMatchObject({ id: card, last4: '4242' })
  expect(seen).not.toHaveProperty('nameOnCard')
  expect(seen).not.toHaveProperty('address')
  expect(said(await onProfile(bill, 'card-update', id, { expiry: '2033-01' }))).toBe('404 NotFound')
  const bills = await addCard(bill)
  expect(said(await onProfile(bill, 'card-replace', id, { paymentMethodId: bills }))).toBe('200')
})
