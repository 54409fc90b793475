import { expect, test } from 'vitest'
import { issue, numbering } from '#core/billing/invoice.ts'
import { spendWrites } from '#core/billing/spend.ts'
import type { InvoiceId } from '#core/kernel/ids.ts'
import type { Day } from '#core/kernel/time.ts'
import { aBillingProfile, anActive, anInvoice, aPaymentMethod, early, tenantId } from '../support/builders.ts'

const money = (amount: number) => ({ amount, currency: 'EUR' })

test('R115 an invoice tells brand and last digits of the card that paid it, and never its token', () => {
  const card = aPaymentMethod({ token: 'tok_secret' })
  const { invoice } = issue(
    anActive(),
    {
      profile: aBillingProfile(),
      organisation: 'Fabrikam',
      country: 'NL',
      numbers: numbering(tenantId(1), undefined, early),
    },
    {
      id: 'i' as InvoiceId,
      what: 'purchase',
      seats: 1,
      unitPrice: money(1_000),
      from: '2026-01-05' as Day,
      days: 31,
      termDays: 31,
      net: money(1_000),
      at: early,
      state: 'paid',
      chargeKey: 'key',
      card,
    },
  )
  expect(invoice.paidWith).toEqual({ brand: card.brand, last4: card.last4 })
  expect(JSON.stringify(invoice)).not.toContain('tok_secret')
})

test('numbers go on from the counter, with the year in them, and the counter is held to what was read', () => {
  const fresh = numbering(tenantId(1), undefined, early)
  expect([fresh.enter(anInvoice()).number, fresh.enter(anInvoice()).number]).toEqual([
    '2026-000001',
    '2026-000002',
  ])
  expect(fresh.writes()).toMatchObject([
    { kind: 'count', add: { net: 4_000, tax: 840, total: 4_840 } },
    { kind: 'create', document: { last: 2 } },
  ])
  const counter = {
    type: 'invoiceCounter',
    id: 'invoiceCounter:2026',
    tenantId: tenantId(1),
    schemaVersion: 1,
    last: 41,
    _etag: '"1"',
  } as const
  const next = numbering(tenantId(1), counter, early)
  expect(next.enter(anInvoice()).number).toBe('2026-000042')
  expect(next.writes()).toEqual([
    ...spendWrites([anInvoice()]),
    {
      kind: 'patch',
      id: 'invoiceCounter:2026',
      set: { last: 42 },
      when: [{ field: 'last', is: '=', value: 41 }],
    },
  ])
  expect(numbering(tenantId(1), counter, early).writes()).toEqual([])
})
