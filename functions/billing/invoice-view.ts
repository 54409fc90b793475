import * as z from 'zod'
import { billedWhats, type Invoice, type InvoiceState, invoiceKinds } from '#core/billing/invoice.ts'
import { cardShown } from '#core/billing/payment-method.ts'
import { productName } from '#core/catalogue/products.ts'
import { type Money, money } from '#core/kernel/money.ts'
import type { Ports } from '#core/ports/ports.ts'
import { linkTo } from '../http/links.ts'
import { instantShape, moneyShape, productRefShape } from '../http/shapes.ts'

export const invoiceStatuses = ['Open', 'Paid', 'Declined', 'Credited'] as const
type Status = (typeof invoiceStatuses)[number]

export const stateOfStatus = {
  Open: 'open',
  Paid: 'paid',
  Declined: 'declined',
  Credited: 'credited',
} as const satisfies Record<Status, InvoiceState>

const lineShape = z.object({
  what: z.enum(billedWhats).describe('What is paid, or goes back. Extensible'),
  product: productRefShape.describe('What it is of'),
  from: z.string().describe('First day that it pays for'),
  to: z.string().describe('Last day that it pays for'),
  days: z.int().describe('Days from the first to the last, both included'),
  termDays: z.int().describe('Days of the whole term, of which these are a part'),
  unitPrice: moneyShape.describe('One licence for the whole term, without tax'),
  licenses: z.int().describe('How many licences'),
  net: moneyShape.describe('All licences for these days, without tax; of a credit note what goes back'),
})

export const invoiceShape = z
  .object({
    id: z.string().describe('A GUID'),
    kind: z.enum(invoiceKinds).describe('Extensible'),
    number: z.string().describe('Year and number, `2026-000123`: without gaps in an organisation and year'),
    status: z
      .enum(invoiceStatuses)
      .describe('Open: to be paid. Declined: the card was declined. Credited: nothing is owed. Extensible'),
    billTo: z
      .object({
        name: z.string().describe('Whoever is to pay'),
        organisation: z.string().describe('Their organisation'),
        address: z.record(z.string(), z.string()).optional().describe('Where the invoice goes'),
        taxId: z.string().optional().describe('Their tax id'),
      })
      .describe('To whom it is addressed, as it was when it was issued'),
    billingProfileId: z.string().optional().describe('The billing profile that it was issued on'),
    subscriptionId: z.string().describe('What it is for'),
    lines: z.array(lineShape).describe('What it is made of'),
    net: moneyShape.describe('All lines together, without tax'),
    tax: moneyShape.describe('The tax, rounded once for each line'),
    total: moneyShape.describe('Both together; of a credit note what goes back'),
    credited: moneyShape.describe('How much of the total was credited since, tax included'),
    due: moneyShape.describe('What is left to pay, tax included; 0 when nothing is'),
    taxRate: z.number().describe('Per cent, such as 21'),
    taxCountry: z.string().describe('The country whose tax it is. ISO 3166-1 alpha-2'),
    creditOf: z
      .object({
        invoiceId: z.string().describe('Its id'),
        number: z.string().describe('Its number'),
      })
      .optional()
      .describe('The invoice that a credit note is about'),
    issuedDateTime: instantShape.describe('When it was issued. RFC 3339, UTC'),
    paidDateTime: instantShape.optional().describe('When it was paid. RFC 3339, UTC'),
    paidWith: z
      .object({
        brand: z.string().describe('Whose card it is'),
        last4: z.string().describe('The last four digits of its number'),
      })
      .optional()
      .describe('The card that paid it'),
    documentLink: z.url().describe('Where it is as PDF'),
    etag: z.string().optional().describe('Its version; of a payment in the header alone'),
  })
  .meta({ id: 'Invoice', title: 'Invoice or credit note' })

/** An invoice as whoever may see it does; every sum is what it was issued with. (R118) */
export function invoiceView(services: Pick<Ports, 'settings'>, invoice: Invoice) {
  const { id, tenantId, billTo, total, credited, creditOf, paidWith } = invoice
  return {
    id,
    kind: invoice.kind,
    number: invoice.number,
    status: invoiceStatuses.find((status) => stateOfStatus[status] === invoice.state) ?? 'Open',
    billTo: {
      name: billTo.name,
      organisation: billTo.organisation,
      ...(billTo.address === null ? {} : { address: billTo.address }),
      ...(billTo.taxId === null ? {} : { taxId: billTo.taxId }),
    },
    ...(invoice.billingProfileId === null ? {} : { billingProfileId: invoice.billingProfileId }),
    subscriptionId: invoice.subscriptionId,
    lines: invoice.lines.map(lineView),
    net: { ...invoice.net },
    tax: { ...invoice.tax },
    total: { ...total },
    credited: { ...money(credited, total.currency) },
    due: { ...dueOf(invoice) },
    taxRate: invoice.taxRate / 100,
    taxCountry: invoice.taxCountry,
    ...(creditOf ? { creditOf: { ...creditOf } } : {}),
    issuedDateTime: invoice.createdAt,
    ...(invoice.paidAt === null ? {} : { paidDateTime: invoice.paidAt }),
    ...(paidWith ? { paidWith: { ...cardShown(paidWith) } } : {}),
    documentLink: linkTo(services, `/tenants/${tenantId}/invoices/${id}/document`),
  }
}

function lineView({ productId, seats, unitPrice, net, ...line }: Invoice['lines'][number]) {
  return {
    what: line.what,
    product: { id: productId, displayName: productName(productId) },
    from: line.from,
    to: line.to,
    days: line.days,
    termDays: line.termDays,
    unitPrice: { ...unitPrice },
    licenses: seats,
    net: { ...net },
  }
}

function dueOf({ state, total, credited }: Invoice): Money {
  const isOwed = state === 'open' || state === 'declined'
  return money(isOwed ? total.amount - credited : 0, total.currency)
}
