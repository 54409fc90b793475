import { expect, test } from 'vitest'
import { type InvoiceCounter, type Numbering, numbering } from '#core/billing/invoice.ts'
import type { Stored } from '#core/ports/documents.ts'
import { anInvoice, early, tenantId } from '../support/builders.ts'

const counter = { id: 'invoiceCounter:2026', last: 4 } as Stored<InvoiceCounter>
const next = (numbers: Numbering) => numbers.enter(anInvoice()).number

test('numbers follow each other, and the batch says how far they got', () => {
  const numbers = numbering(tenantId(1), counter, early)
  expect([next(numbers), next(numbers)]).toEqual(['2026-000005', '2026-000006'])
  expect(numbers.writes()).toMatchObject([
    { kind: 'count', document: { type: 'spend' } },
    { id: counter.id, set: { last: 6 }, when: [{ value: 4 }] },
  ])
})

test('a batch that is tried again leaves no number out', () => {
  const numbers = numbering(tenantId(1), counter, early)
  const once = [next(numbers), numbers.writes()]
  const anew = numbers.anew()
  const again = [next(anew), anew.writes()]
  expect(again).toEqual(once)
})
