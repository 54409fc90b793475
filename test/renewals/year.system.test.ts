import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Invoice as StoredInvoice } from '#core/billing/invoice.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { expectStatus } from '#local/system/api-client.ts'
import type { AppSettings } from '#local/system/app-settings.ts'
import type { Ports } from '#local/system/ports.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'
import { products, type Subscription, said } from '../support/clients/journey-verbs.ts'
import { eventually, runScript, type System, startSystem } from '../support/clients/system.ts'

/**
 * A year of the running product: everything is bought on one day, and then 400 days pass as `npm run time` lets them
 * pass. What became of each is told test by test.
 */

const state = mkdtempSync(join(tmpdir(), 'seatwarden-year-'))
const environment = { SEATWARDEN_STATE: state, SEATWARDEN_PORT: '0' }
const tenant = '/tenants/0a000000-0000-4000-8000-000000000001'
const days = (count: number) => count * 86_400_000
let system: System

interface Invoice {
  readonly id: string
  readonly kind: string
  readonly number: string
  readonly status: string
  readonly subscriptionId: string
  readonly total: { readonly amount: number; readonly currency: string }
  readonly credited: { readonly amount: number }
  readonly issuedDateTime: string
}
interface MailRow {
  readonly subscriptionId?: string
  readonly kind: string
}
interface Profile {
  readonly id: string
  readonly etag: string
  readonly paymentMethod?: { readonly id: string }
}

const pass = async (by: string) => {
  const passed = await runScript('time', [by], environment)
  expect(passed, passed.stderr).toMatchObject({ code: 0 })
}
const as = (persona: string) => system.as(persona)
const cardOf = async (persona: string, token = 'tok_ok') => {
  const body = { type: 'card', token }
  return (await expectStatus(as(persona).post<{ id: string }>(`${tenant}/paymentMethods`, body), 201)).body.id
}
const buy = async (persona: string, order: Record<string, unknown>) => {
  const asked = { productId: products.visioPlan1, channel: 'selfService', totalLicenses: 2, ...order }
  return (await expectStatus(as(persona).post<Subscription>(`${tenant}/subscriptions`, asked), 201)).body
}
const read = async (persona: string, { id }: { id: string }) =>
  (await expectStatus(as(persona).get<Subscription>(`${tenant}/subscriptions/${id}`), 200)).body
const patch = async (persona: string, subscription: { id: string }, body: object) => {
  const { etag } = await read(persona, subscription)
  return as(persona).patch<Subscription>(`${tenant}/subscriptions/${subscription.id}`, body, {
    headers: { 'if-match': etag },
  })
}
const all = async <Row>(persona: string, path: string): Promise<Row[]> => {
  const rows: Row[] = []
  for (let next: string | undefined = `${tenant}/${path}`; next; ) {
    const { body }: { body: { value: Row[]; nextLink?: string } } = await expectStatus(
      as(persona).get(next),
      200,
    )
    rows.push(...body.value)
    next = body.nextLink && new URL(body.nextLink).pathname + new URL(body.nextLink).search
  }
  return rows
}
const invoicesOf = async (persona: string, { id }: { id: string }) => {
  const from = new Date(Date.now() - days(2)).toISOString().slice(0, 10)
  const found = await all<Invoice>(persona, `invoices?from=${from}&maxpagesize=5`)
  return found.filter(({ subscriptionId }) => subscriptionId === id).reverse()
}
const profileWith = async (persona: string, cardId: string) => {
  const found = await all<Profile>(persona, 'billingProfiles')
  return found.find(({ paymentMethod }) => paymentMethod?.id === cardId) as Profile
}
const replaceCard = async (persona: string, cardId: string, paymentMethodId: string) => {
  const { id, etag } = await profileWith(persona, cardId)
  const path = `${tenant}/billingProfiles/${id}/paymentMethod`
  await expectStatus(as(persona).put(path, { paymentMethodId }, { headers: { 'if-match': etag } }), 200)
}
/** The kinds of all mails about it, in the order in which they were written. */
const mailsAbout = async ({ id }: { id: string }) => {
  const kinds: string[] = []
  for (let next: string | undefined = '/ops/mail?maxpagesize=1000'; next; ) {
    const { body }: { body: { value: MailRow[]; nextLink?: string } } = await expectStatus(
      as('olga-operator').get(next),
      200,
    )
    for (const { subscriptionId, kind } of body.value) if (subscriptionId === id) kinds.unshift(kind)
    next = body.nextLink && new URL(body.nextLink).pathname + new URL(body.nextLink).search
  }
  return kinds
}

beforeAll(async () => {
  system = await startSystem({ state })
}, 60_000)
afterAll(async () => {
  await system.stop()
  rmSync(state, { recursive: true, force: true })
})

describe('In 400 days', () => {
  let monthly: Subscription
  let yearly: Subscription
  let stopped: Subscription
  let failing: Subscription
  let recovered: Subscription
  let trial: Subscription
  let central: Subscription
  let goodCard: string
  let badCard: string

  beforeAll(async () => {
    const card = await cardOf('sanne-buys')
    monthly = await buy('sanne-buys', { paymentMethodId: card })
    yearly = await buy('sanne-buys', { paymentMethodId: card, productId: products.visioPlan2 })
    stopped = await buy('sanne-buys', { paymentMethodId: card })
    await expectStatus(patch('sanne-buys', stopped, { autoRenew: false }), 200)

    const first = await cardOf('joris-buys')
    badCard = await cardOf('joris-buys', 'tok_declined')
    failing = await buy('joris-buys', { paymentMethodId: first })
    await replaceCard('joris-buys', first, badCard)

    const second = await cardOf('emma-member')
    const alsoBad = await cardOf('emma-member', 'tok_declined')
    recovered = await buy('emma-member', { paymentMethodId: second })
    await replaceCard('emma-member', second, alsoBad)
    goodCard = await cardOf('emma-member')
    trial = (
      await expectStatus(
        as('emma-member').post<Subscription>(`${tenant}/subscriptions`, {
          productId: products.visioPlan1,
          channel: 'trial',
        }),
        201,
      )
    ).body
    central = (
      await expectStatus(
        as('bram-billing').post<Subscription>(`${tenant}/subscriptions`, {
          productId: products.visioPlan2,
          channel: 'central',
          totalLicenses: 3,
        }),
        201,
      )
    ).body

    // By then the renewals of the first month have failed for a week.
    await pass('+40d')
    expect((await read('emma-member', recovered)).status).toBe('Expired')
    await replaceCard('emma-member', alsoBad, goodCard)
    await eventually(async () => (await read('emma-member', recovered)).status === 'Active')
    await pass('+360d')
  }, 240_000)

  test('R186 what renews is active, month after month, with one invoice a term that is paid', async () => {
    const now = await read('sanne-buys', monthly)
    expect(now).toMatchObject({ status: 'Active', autoRenew: true, totalLicenses: 2 })
    expect(Date.parse(now.expirationDate)).toBeGreaterThan(Date.now() + days(400))
    const invoices = await invoicesOf('sanne-buys', monthly)
    expect(invoices.map(({ status, kind }) => `${kind} ${status}`)).toEqual(
      Array.from({ length: 14 }, () => 'invoice Paid'),
    )
    expect(new Set(invoices.map(({ total }) => total.amount)).size).toBe(1)
    const months = now.orderHistory?.filter(({ event }) => event === 'renewed')
    expect(months).toHaveLength(13)
  })

  test('R186 a year renews once, and was announced 30 days before', async () => {
    expect(await read('sanne-buys', yearly)).toMatchObject({ status: 'Active' })
    expect(await invoicesOf('sanne-buys', yearly)).toHaveLength(2)
    expect(await mailsAbout(yearly)).toEqual(['renewalAnnounced', 'renewed'])
  })

  test('autoRenew off: expired, disabled and deleted, each with a mail, and nothing charged again', async () => {
    const now = await read('anna-admin', stopped)
    expect(now).toMatchObject({ status: 'Deleted', deletedBecause: 'notRenewed' })
    expect(now.orderHistory?.map(({ event }) => event)).toEqual([
      'purchased',
      'renewalSwitched',
      'expired',
      'disabled',
      'deleted',
    ])
    expect(await invoicesOf('sanne-buys', stopped)).toHaveLength(1)
    expect(await mailsAbout(stopped)).toEqual(['expired', 'disabled', 'deleted'])
  })

  test('a card that is declined for good: one invoice that is credited in the end, one mail for each change', async () => {
    const { orderHistory, status } = await read('anna-admin', failing)
    expect(status).toBe('Deleted')
    const begunMs = Date.parse(orderHistory?.find(({ event }) => event === 'renewalDeclined')?.at ?? '')
    const steps = orderHistory
      ?.slice(1)
      .map(({ event, at }) => `${event} ${Math.round((Date.parse(at) - begunMs) / days(1))}`)
    expect(steps).toEqual([
      'renewalDeclined 0',
      'renewalDeclined 1',
      'renewalDeclined 3',
      'renewalDeclined 5',
      'renewalDeclined 7',
      'expired 7',
      'disabled 37',
      'deleted 127',
    ])
    const invoices = await invoicesOf('joris-buys', failing)
    expect(invoices.map(({ status, kind }) => `${kind} ${status}`)).toEqual([
      'invoice Paid',
      'invoice Credited',
      'creditNote Credited',
    ])
    expect(await mailsAbout(failing)).toEqual([
      'renewalAnnounced',
      'renewalDeclined',
      'expired',
      'disabled',
      'deleted',
    ])
  })

  test('a card that is replaced is tried at once, and the subscription is back with the days that it had', async () => {
    const now = await read('emma-member', recovered)
    expect(now.status).toBe('Active')
    const events = now.orderHistory?.map(({ event }) => event)
    expect(events?.slice(0, 8)).toEqual([
      'purchased',
      'renewalDeclined',
      'renewalDeclined',
      'renewalDeclined',
      'renewalDeclined',
      'renewalDeclined',
      'expired',
      'renewed',
    ])
    expect(await invoicesOf('emma-member', recovered)).toHaveLength(14)
    const kinds = await mailsAbout(recovered)
    expect(kinds.slice(0, 4)).toEqual(['renewalAnnounced', 'renewalDeclined', 'expired', 'renewed'])
  })

  test('B21 a trial has ended after 30 days with one mail, and there is no second one', async () => {
    const now = await read('anna-admin', trial)
    expect(now).toMatchObject({ status: 'Deleted', deletedBecause: 'trialEnded' })
    expect(await mailsAbout(trial)).toEqual(['trialEnded'])
    const again = { productId: products.visioPlan1, channel: 'trial' }
    expect(said(await as('emma-member').post(`${tenant}/subscriptions`, again))).toBe('409 TrialUsed')
  })

  test('what is bought centrally is invoiced to the organisation, and seen by its administrators alone', async () => {
    const invoices = await invoicesOf('bram-billing', central)
    expect(invoices.map(({ status }) => status)).toEqual(['Open', 'Open'])
    expect(await invoicesOf('anna-admin', central)).toHaveLength(2)
    const id = invoices[0]?.id
    expect(said(await as('sanne-buys').get(`${tenant}/invoices/${id}`))).toBe('404 NotFound')
  })

  test('R118 nobody sees other people’s invoices, administrators included', async () => {
    const [mine] = await invoicesOf('sanne-buys', monthly)
    for (const persona of ['joris-buys', 'anna-admin', 'bram-billing', 'noor-reads'])
      expect(said(await as(persona).get(`${tenant}/invoices/${mine?.id}`))).toBe('404 NotFound')
  })

  test('numbers have no gaps, whoever the invoices are for, and no card’s token is in them', async () => {
    const stored = await invoicesInStore()
    const byYear = Map.groupBy(stored, ({ number }) => number.slice(0, 4))
    expect(byYear.size).toBeGreaterThan(1)
    for (const [year, invoices] of byYear) {
      const numbers = invoices.map(({ number }) => number).sort()
      expect(numbers).toEqual(numbers.map((_, at) => `${year}-${String(at + 1).padStart(6, '0')}`))
    }
    expect(JSON.stringify(stored)).not.toContain('tok_')
  })

  test('B25, B26 what the bank has of it is what the invoices say, less what was credited', async () => {
    const { value } = (await (await fetch(`${gateway()}/charges`)).json()) as { value: Charge[] }
    const taken = value
      .filter(({ status }) => status === 'succeeded' || status === 'refunded')
      .reduce((sum, { amount, refundedAmount }) => sum + amount - refundedAmount, 0)
    const stored = await invoicesInStore(false)
    const paid = stored
      .filter(({ kind, paidAt }) => kind === 'invoice' && paidAt !== null)
      .reduce((sum, { total, credited }) => sum + total.amount - credited, 0)
    expect(taken).toBe(paid)
  })
})

interface Charge {
  readonly status: string
  readonly amount: number
  readonly refundedAmount: number
}

function gateway(): string {
  const ports = readWhole<Ports>(stateFiles(state).ports)
  return `http://127.0.0.1:${ports?.['payment-gateway']}`
}

/** Beside the API, which shows nobody the invoices of all: of the organisation, or of all organisations. */
async function invoicesInStore(ofOne = true): Promise<readonly StoredInvoice[]> {
  const { COSMOS_ENDPOINT: endpoint = '', COSMOS_KEY: key = '' } =
    readWhole<AppSettings>(stateFiles(state).settings) ?? {}
  const connection = cosmosConnection({ endpoint, key })
  try {
    const documents = cosmosDocuments(connection)
    const tenants = ofOne ? [1] : [1, 2, 3, 4, 5]
    const found: StoredInvoice[] = []
    for (const number of tenants) {
      const tenantId = `0a000000-0000-4000-8000-00000000000${number}` as TenantId
      const where = [{ field: 'type', is: '=', value: 'invoice' }] as const
      for await (const page of documents.pages<StoredInvoice>(tenantId, { where }, 500))
        found.push(...page.items)
    }
    return found
  } finally {
    await connection.close()
  }
}
