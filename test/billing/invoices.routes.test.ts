import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { readTaxId } from '#functions/billing/tax-id.ts'
import type { Person } from '../support/simulated/app.ts'
import { anOffice, type Office, rows, said } from './office.ts'

let office: Office
beforeEach(async () => {
  office = await anOffice()
})

const dayMs = 24 * 3_600_000
const list = (person: Person, query: Record<string, string> = {}) =>
  person.ask('billing-invoices-list', { query })
const get = (person: Person, id: string) => person.ask('billing-invoices-get', { params: { id } })
const numbers = async (person: Person, query: Record<string, string> = {}) =>
  rows(await list(person, query)).map((row) => row['number'])

test('an invoice says what was paid, to the cent, and is its owner’s alone (R095, R118)', async () => {
  const { anna, bob, gaia, bill, rita, addCard, buy, at } = office
  const id = await buy(anna, await addCard(anna), 3)
  const [row] = rows(await list(anna))
  const one = await get(anna, String(row?.['id']))
  expect([one.body, one.headers['etag']]).toEqual([row, one.body['etag']])
  const [charge] = [...at.payments.booked.values()]
  const { unitPrice } = (one.body['lines'] as { unitPrice: { amount: number; currency: string } }[])[0] ?? {}
  const net = (unitPrice?.amount ?? 0) * 3
  const money = (amount: number) => ({ amount, currency: unitPrice?.currency })
  expect(one.body).toMatchObject({
    kind: 'invoice',
    number: '2026-000001',
    status: 'Paid',
    billTo: { name: 'Anna', organisation: 'Tulp' },
    subscriptionId: id,
    lines: [
      {
        what: 'purchase',
        product: { displayName: 'Clipchamp Premium' },
        from: '2026-11-21',
        to: '2026-12-20',
        days: 30,
        termDays: 30,
        licenses: 3,
        net: money(net),
      },
    ],
    net: money(net),
    tax: money(Math.floor(net * 0.21 + 0.5)),
    total: money(charge?.amount ?? 0),
    credited: money(0),
    due: money(0),
    taxRate: 21,
    taxCountry: 'NL',
    issuedDateTime: at.services.clock.now(),
    paidWith: { brand: 'visa', last4: '4242' },
  })
  expect(one.body['documentLink']).toMatch(
    /^https:\/\/api\.example\/tenants\/.*\/invoices\/.*\/document\?api-version=/,
  )
  for (const other of [bob, gaia, bill, rita]) {
    expect(said(await get(other, String(row?.['id'])))).toBe('404 NotFound')
    expect(rows(await list(other))).toEqual([])
  }
  // Nor is a document of another kind an invoice.
  expect(said(await get(anna, id))).toBe('404 NotFound')
})

test('the organisation’s are for those who read what administrators read (R118)', async () => {
  const { anna, gaia, bill, rita, buyCentrally, addCard, buy } = office
  await buyCentrally()
  await buy(gaia, await addCard(gaia))
  const [row] = rows(await list(rita))
  expect(row).toMatchObject({ number: '2026-000001', status: 'Open', billTo: { name: 'Tulp' } })
  expect(row?.['due']).toEqual(row?.['total'])
  expect(await numbers(bill)).toEqual(['2026-000001'])
  expect(await numbers(gaia)).toEqual(['2026-000002', '2026-000001'])
  expect(await numbers(gaia, { status: 'Paid' })).toEqual(['2026-000002'])
  expect(await numbers(anna)).toEqual([])
  expect(said(await get(anna, String(row?.['id'])))).toBe('404 NotFound')
  expect((await get(rita, String(row?.['id']))).status).toBe(200)
})

test('what goes back is a credit note, and the invoice says how much (R186)', async () => {
  const { anna, at, addCard, buy, stored } = office
  const id = await buy(anna, await addCard(anna), 3)
  at.pass(2 * dayMs)
  const fewer = await anna.ask('purchasing-change', {
    params: { id },
    body: { totalLicenses: 1 },
    headers: { 'if-match': stored(id)._etag },
  })
  expect(fewer.status).toBe(200)
  const [note, invoice] = rows(await list(anna))
  expect(note).toMatchObject({
    kind: 'creditNote',
    status: 'Credited',
    creditOf: { invoiceId: invoice?.['id'], number: '2026-000001' },
    lines: [{ what: 'credit', licenses: 2, days: 28 }],
  })
  expect(invoice).toMatchObject({ status: 'Paid', credited: note?.['total'] })
  expect(at.all<AuditEntry>('audit').length).toBeGreaterThan(0)
})

describe('the range of the list (R119)', () => {
  beforeEach(async () => {
    const { anna, at, addCard, buy } = office
    const card = await addCard(anna)
    // On the 21st of November, December, and so on: each first licence of its own.
    for (const days of [0, 30, 31, 31, 28, 31, 30]) {
      at.pass(days * dayMs)
      await buy(anna, card, 1)
    }
    expect(at.services.clock.now().slice(0, 10)).toBe('2027-05-21')
  })
  const of2027 = (...last: number[]) => last.map((number) => `2027-00000${number}`)

  test('is the past three months, or six when asked for, newest first', async () => {
    const { anna, at } = office
    expect(await numbers(anna)).toEqual(of2027(5, 4, 3, 2))
    expect(await numbers(anna, { range: '3m' })).toEqual(of2027(5, 4, 3, 2))
    expect(await numbers(anna, { range: '6m' })).toEqual([
      ...of2027(5, 4, 3, 2, 1),
      '2026-000002',
      '2026-000001',
    ])
    at.pass(dayMs)
    expect(await numbers(anna)).toEqual(of2027(5, 4, 3))
  })

  test('is from one day to another, both included', async () => {
    const { anna } = office
    expect(await numbers(anna, { from: '2026-12-21', to: '2027-02-21' })).toEqual([
      ...of2027(2, 1),
      '2026-000002',
    ])
    expect(await numbers(anna, { from: '2027-04-22' })).toEqual(of2027(5))
    expect(await numbers(anna, { to: '2027-02-20' })).toEqual([...of2027(1), '2026-000002', '2026-000001'])
    expect(await numbers(anna, { from: '2027-03-21', to: '2027-03-21' })).toEqual(of2027(3))
    expect(await numbers(anna, { from: '2025-05-21', to: '2027-05-21', status: 'Declined' })).toEqual([])
  })

  test('is refused where it makes no sense', async () => {
    const { anna } = office
    const told = async (query: Record<string, string>, language = 'en') => {
      const { status, body } = await anna.ask('billing-invoices-list', {
        query,
        headers: { 'accept-language': language },
      })
      const [detail] = body.error['details'] as { target: string; message: string }[]
      return [status, detail?.target, detail?.message]
    }
    const backwards = { from: '2027-03-02', to: '2027-03-01' }
    expect(await told(backwards)).toEqual([400, 'from', expect.stringContaining('not later than the end')])
    expect(await told(backwards, 'nl')).toEqual([400, 'from', expect.stringContaining('niet na het einde')])
    expect(await told({ from: '2027-05-22' })).toEqual([400, 'from', expect.stringContaining('not later')])
    expect(await told({ from: '2025-05-20' })).toEqual([400, 'from', expect.stringContaining('two years')])
    expect(await told({ range: '6m', to: '2027-03-01' })).toEqual([
      400,
      'range',
      expect.stringContaining('either'),
    ])
    for (const from of ['2026-02-30', '2026-1-1', 'yesterday', '']) {
      expect((await told({ from })).slice(0, 2), from).toEqual([400, 'from'])
    }
    expect((await told({ range: '12m' })).slice(0, 2)).toEqual([400, 'range'])
  })

  test('comes in pages of the same days, also past midnight', async () => {
    const { anna, at } = office
    const first = await list(anna, { maxpagesize: '3' })
    expect(rows(first).map(({ number }) => number)).toEqual(of2027(5, 4, 3))
    at.pass(dayMs)
    const { searchParams } = new URL(String(first.body['nextLink']))
    searchParams.delete('api-version')
    const next = await list(anna, Object.fromEntries(searchParams))
    expect([rows(next).map(({ number }) => number), next.body['nextLink']]).toEqual([of2027(2), undefined])
  })
})

test.each([
  ['NL', 'nl 004495445b01', 'NL004495445B01'],
  ['NL', '004495445B01', '004495445B01'],
  ['NL', 'NL004495446B01', undefined],
  ['NL', 'DE136695976', undefined],
  ['DE', 'DE136695976', 'DE136695976'],
  ['DE', 'DE136695975', undefined],
  ['CH', 'CHE-107.787.577 MWST', 'CHE-107.787.577MWST'],
  ['GR', 'EL094259216', 'EL094259216'],
  ['GB', 'GB980780684', 'GB980780684'],
  ['US', '91-1144442', '91-1144442'],
  // Of these the rules are not known.
  ['XK', '810 000 007', '810000007'],
  ['XK', 'none', undefined],
  ['XK', '81-0000007', undefined],
  ['toString', '810000007', '810000007'],
  ['NL', 'NL００４４９５４４５B01', undefined],
])('a tax id of %s: %s is kept as %s', (country, given, kept) => {
  expect(readTaxId(country, given)).toBe(kept)
})
