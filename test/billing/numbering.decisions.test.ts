import { expect, test } from 'vitest'
import { type InvoiceCounter, numbering } from '#core/billing/invoice.ts'
import type { Stored } from '#core/ports/documents.ts'
import { early, tenantId } from '../support/builders.ts'

const counter = { id: 'invoiceCounter:2026', last: 4 } as Stored<InvoiceCounter>

test('numbers follow each other, and the batch says how far they got', () => {
  const numbers = numbering(tenantId(1), counter, early)
  expect([numbers.take(), numbers.take()]).toEqual(['2026-000005', '2026-000006'])
  expect(numbers.writes()).toMatchObject([{ id: counter.id, set: { last: 6 }, when: [{ value: 4 }] }])
})

test('a batch that is tried again leaves no number out', () => {
  const numbers = numbering(tenantId(1), counter, early)
  const once = [numbers.take(), numbers.writes()]
  const next = numbers.anew()
  const again = [next.take(), next.writes()]
  expect(again).toEqual(once)
})
