import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { theOrganisation } from '#core/billing/billing-profile.ts'
import { counterId, type Invoice, type InvoiceCounter, numbering } from '#core/billing/invoice.ts'
import { spendGroups } from '#core/billing/spend.ts'
import type { InvoiceId, ProductId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import { anInvoice, guid, userId } from '../support/builders.ts'
import { globalReader, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'
import { anOffice, rows, said } from './office.ts'

type App = ReturnType<typeof simulatedApp>

let at: App
let reader: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  reader = await at.person('Rita', { roles: [globalReader] })
})

const spend = (query: Record<string, string> = {}, person = reader) =>
  person.ask('billing-spend-list', { query })

interface Row {
  readonly month?: string
  readonly channel?: string
  readonly product?: { readonly id: string; readonly displayName: string }
  readonly purchaser?: { readonly id: string; readonly displayName: string }
  readonly net: { readonly amount: number; readonly currency: string }
  readonly tax: { readonly amount: number }
  readonly total: { readonly amount: number }
}

/** All pages, as their links lead. */
async function pagesOf(query: Record<string, string>): Promise<Row[][]> {
  const pages: Row[][] = []
  let next: Record<string, string> | undefined = query
  while (next) {
    const { status, body } = await spend(next)
    expect(status).toBe(200)
    pages.push(body['value'] as Row[])
    const link: unknown = body['nextLink']
    next = undefined
    if (typeof link !== 'string') continue
    const { 'api-version': _, ...asked } = Object.fromEntries(new URL(link).searchParams)
    next = asked
    expect(pages.length).toBeLessThan(200)
  }
  return pages
}

interface Bill {
  readonly owner: number
  readonly month: string
  readonly product: string
  readonly currency: string
  readonly net: number
  readonly tax: number
  readonly isNote: boolean
}

/** Stores invoices and credit notes as the batches do that issue them: with their number and their counts. */
async function issue(bills: readonly Bill[], batch: number): Promise<Invoice[]> {
  const createdAt = `${bills[0]?.month}-03T10:00:00.000Z` as Instant
  const counter = await at.services.documents.read<InvoiceCounter>(tenantId, counterId(createdAt))
  const numbers = numbering(tenantId, counter, createdAt)
  const issued = bills.map(({ owner, product, currency, isNote, ...bill }, place) => {
    const money = (amount: number) => ({ amount, currency })
    const { number: _, ...document } = anInvoice({
      id: guid<InvoiceId>(5, batch * 100 + place),
      tenantId,
      kind: isNote ? 'creditNote' : 'invoice',
      ownerId: owner === 0 ? theOrganisation : userId(owner),
      billTo: { ...anInvoice().billTo, name: owner === 0 ? 'Tulp' : `Person ${owner}` },
      lines: anInvoice().lines.map((line) => ({ ...line, productId: product as ProductId })),
      net: money(bill.net),
      tax: money(bill.tax),
      total: money(bill.net + bill.tax),
      createdAt,
    })
    return numbers.enter(document)
  })
  const writes = issued.map((document) => ({ kind: 'create', document }) as const)
  const done = await at.services.documents.commit(tenantId, [...writes, ...numbers.writes()])
  expect(done.committed).toBe(true)
  return issued
}

const aBill = fc.record({
  owner: fc.nat({ max: 4 }),
  product: fc.constantFrom('CFQ7TTC0N8SS', 'CFQ7TTC0L3PB'),
  currency: fc.constantFrom('EUR', 'USD'),
  net: fc.nat({ max: 9_999_999 }),
  tax: fc.nat({ max: 999_999 }),
  isNote: fc.boolean(),
})
const someBatches = fc.array(
  fc
    .tuple(
      fc.constantFrom('2025-11', '2025-12', '2026-01', '2026-06', '2026-11'),
      fc.array(aBill, { minLength: 1, maxLength: 4 }),
    )
    .map(([month, bills]) => bills.map((bill) => ({ ...bill, month }))),
  { minLength: 1, maxLength: 12 },
)

/** The same, from the invoices, by arithmetic of its own: row by row as text. */
function expectedOf(invoices: readonly Invoice[], by: readonly string[]): string[] {
  const sums = new Map<string, [number, number, number]>()
  for (const { kind, ownerId, createdAt, lines, net, tax, total } of invoices) {
    const names: Record<string, string> = {
      month: createdAt.slice(0, 7),
      channel: ownerId === 'organisation' ? 'central' : 'selfService',
      product: lines[0]?.productId ?? '',
      purchaser: ownerId === 'organisation' ? '' : ownerId,
    }
    const key = JSON.stringify([by.map((one) => names[one]), net.currency])
    const sign = kind === 'creditNote' ? -1 : 1
    const before = sums.get(key) ?? [0, 0, 0]
    const parts = [net, tax, total].map(({ amount }) => sign * amount)
    sums.set(key, before.map((sum, place) => sum + (parts[place] ?? 0)) as [number, number, number])
  }
  return [...sums].map(([key, sum]) => `${key} ${sum.join(' ')}`).toSorted()
}

function textOf(row: Row, by: readonly string[]): string {
  const names: Record<string, string | undefined> = {
    month: row.month,
    channel: row.channel,
    product: row.product?.id,
    purchaser: row.purchaser?.id ?? '',
  }
  const { net, tax, total } = row
  const key = JSON.stringify([by.map((one) => names[one]), net.currency])
  return `${key} ${net.amount} ${tax.amount} ${total.amount}`
}

test('B19: however it is grouped and paged, the spend is what the invoices come to, less the credit notes, to the cent', async () => {
  const grouping = fc.subarray([...spendGroups], { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(someBatches, grouping, fc.integer({ min: 1, max: 7 }), async (batches, by, size) => {
      at = simulatedApp()
      await at.open()
      reader = await at.person('Rita', { roles: [globalReader] })
      const invoices: Invoice[] = []
      for (const [number, bills] of batches.entries()) invoices.push(...(await issue(bills, number)))
      const groupBy = by.join(',')

      const pages = await pagesOf({ groupBy, maxpagesize: String(size) })
      for (const page of pages) expect(page.length).toBeLessThanOrEqual(size)
      const lastYear = invoices.filter(({ createdAt }) => createdAt >= '2025-12')
      const seen = pages.flat().map((row) => textOf(row, by))
      expect(seen.toSorted()).toEqual(expectedOf(lastYear, by))

      const [all] = await pagesOf({ groupBy, maxpagesize: '1000', from: '2025-11', to: '2026-01' })
      const winter = invoices.filter(({ createdAt }) => createdAt < '2026-02')
      expect(all?.map((row) => textOf(row, by)).toSorted()).toEqual(expectedOf(winter, by))
      const [central] = await pagesOf({ groupBy, maxpagesize: '1000', channel: 'central' })
      const ofAll = lastYear.filter(({ ownerId }) => ownerId === theOrganisation)
      expect(central?.map((row) => textOf(row, by)).toSorted()).toEqual(expectedOf(ofAll, by))
    }),
    { numRuns: 80 },
  )
})

test('B19: what people buy, renew and give back is in the spend at once, by month, channel, product and purchaser', async () => {
  const office = await anOffice()
  const { anna, bob, rita, addCard, buy, buyCentrally } = office
  const first = await buy(anna, await addCard(anna), 3)
  await buy(bob, await addCard(bob), 2)
  await buyCentrally(4)
  const fewer = await anna.ask('purchasing-change', {
    params: { id: first },
    body: { totalLicenses: 1 },
    headers: { 'if-match': office.stored(first)._etag },
  })
  expect(fewer.status).toBe(200)
  await office.nextDueOf(await buy(anna, await addCard(anna)))

  const issued = office.invoices()
  const ofAnna = issued.filter(({ ownerId }) => ownerId === anna.userId)
  expect(ofAnna.map(({ kind }) => kind)).toEqual(['invoice', 'creditNote', 'invoice'])
  const answer = await rita.ask('billing-spend-list', { query: { groupBy: 'purchaser,month' } })
  const shown = rows(answer) as unknown as Row[]
  expect(shown.map((row) => textOf(row, ['purchaser', 'month'])).toSorted()).toEqual(
    expectedOf(issued, ['purchaser', 'month']),
  )
  expect(shown.find(({ purchaser }) => purchaser?.id === anna.userId)).toMatchObject({
    month: '2026-11',
    purchaser: { displayName: 'Anna' },
    total: {
      amount: ofAnna.reduce((sum, { kind, total }) => sum + (kind === 'invoice' ? 1 : -1) * total.amount, 0),
    },
  })
  const [byDefault] = rows(await rita.ask('billing-spend-list')) as unknown as Row[]
  expect(byDefault).toMatchObject({
    month: '2026-11',
    channel: 'central',
    product: { displayName: 'Clipchamp Premium' },
  })
})

test('B19: a next page is of the same months, and a place that is none is refused', async () => {
  await issue([bill({ owner: 1 }), bill({ owner: 2 }), bill({ owner: 0 })], 1)
  const { body } = await spend({ groupBy: 'purchaser', maxpagesize: '1' })
  expect(new URL(String(body['nextLink'])).searchParams.get('from')).toBe('2025-12')
  expect(new URL(String(body['nextLink'])).searchParams.get('to')).toBe('2026-11')
  const wrong = Buffer.from('nowhere 1').toString('base64url')
  for (const groupBy of ['purchaser', 'month'])
    expect(said(await spend({ groupBy, continuation: wrong }))).toBe('400 InvalidRequest')
})

test('B19: months are asked for from the first to the last, two years at most', async () => {
  for (const query of [
    { from: '2026-12', to: '2026-11' },
    { from: '2024-11', to: '2026-11' },
    { from: '2026-13' },
    { to: '2026-11-01' },
    { groupBy: 'colour' },
    { channel: 'signUp' },
  ])
    expect(said(await spend(query as Record<string, string>)), JSON.stringify(query)).toBe(
      '400 InvalidRequest',
    )
  expect(said(await spend({ from: '2024-12', to: '2026-11' }))).toBe('200')
})

test('B19: a page of purchasers costs the same, wherever it is and however much was invoiced', async () => {
  for (let batch = 0; batch < 300; batch += 1)
    await issue([bill({ owner: batch + 1, month: '2026-11' })], batch)
  let asked = 0
  at.documents.faults.beforeRead = async () => {
    asked += 1
  }
  const costs: number[] = []
  let query: Record<string, string> | undefined = { groupBy: 'purchaser', maxpagesize: '20' }
  while (query) {
    asked = 0
    const { body } = await spend(query)
    costs.push(asked)
    const link: unknown = body['nextLink']
    query = typeof link === 'string' ? Object.fromEntries(new URL(link).searchParams) : undefined
    if (query) delete query['api-version']
  }
  expect(costs).toHaveLength(15)
  expect(Math.max(...costs.slice(0, -1))).toBe(Math.min(...costs.slice(0, -1)))
})

function bill(given: Partial<Bill>): Bill {
  const any = { owner: 1, month: '2026-11', product: 'CFQ7TTC0N8SS', currency: 'EUR' }
  return { ...any, net: 100, tax: 21, isNote: false, ...given }
}
