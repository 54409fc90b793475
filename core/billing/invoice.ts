import type { BillingProfileId, InvoiceId, ProductId, SubscriptionId } from '../kernel/ids.ts'
import { add, type Money } from '../kernel/money.ts'
import { addDays, type Day, dayOf, type Instant } from '../kernel/time.ts'
import type { DocumentBase, Stored, Write } from '../ports/documents.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { BilledLine } from '../subscriptions/term.ts'
import type { Address } from './address.ts'
import type { BillingOwner, BillingProfile } from './billing-profile.ts'
import { type CardShown, cardShown } from './payment-method.ts'
import { spendWrites } from './spend.ts'
import { type Amounts, taxOn, taxRateOf } from './taxes.ts'

export const invoiceStates = ['open', 'paid', 'declined', 'credited'] as const
export type InvoiceState = (typeof invoiceStates)[number]

export const invoiceKinds = ['invoice', 'creditNote'] as const
export type InvoiceKind = (typeof invoiceKinds)[number]

/** What a line is for. */
export const billedWhats = ['purchase', 'moreLicenses', 'renewal', 'credit'] as const
export type Billed = (typeof billedWhats)[number]

export interface InvoiceLine {
  readonly what: Billed
  readonly productId: ProductId
  /** First and last day that it pays for. */
  readonly from: Day
  readonly to: Day
  readonly days: number
  /** Days of the whole term, of which these are a part. */
  readonly termDays: number
  /** One seat for a whole term, without tax. */
  readonly unitPrice: Money
  readonly seats: number
  /** Without tax; of a credit note what goes back, as a positive amount. */
  readonly net: Money
}

/**
 * Id: a GUID. An invoice, or the credit note for what goes back of earlier ones. Once issued its lines and sums never
 * change: net is the sum of the lines, the tax is that of the line, rounded once for each, and total is both together.
 */
export interface Invoice extends DocumentBase {
  readonly type: 'invoice'
  readonly id: InvoiceId
  readonly kind: InvoiceKind
  /** Year and number, `2026-000123`: without gaps per organisation and year, credit notes included. */
  readonly number: string
  readonly state: InvoiceState
  readonly ownerId: BillingOwner
  readonly billingProfileId: BillingProfileId | null
  /** To whom it is addressed, as it was then. */
  readonly billTo: {
    readonly name: string
    readonly organisation: string
    readonly address: Address | null
    readonly taxId: string | null
  }
  readonly subscriptionId: SubscriptionId
  /** The invoice that a credit note is about. */
  readonly creditOf: { readonly invoiceId: InvoiceId; readonly number: string } | null
  readonly lines: readonly InvoiceLine[]
  readonly net: Money
  readonly tax: Money
  readonly total: Money
  /** Hundredths of a per cent, and the country whose tax it is. */
  readonly taxRate: number
  readonly taxCountry: string
  /** When it was issued. */
  readonly createdAt: Instant
  readonly paidAt: Instant | null
  /** The card that paid it. */
  readonly paidWith: CardShown | null
  /** How much of the total was credited since, in minor units. */
  readonly credited: number
  /** A payment of it by hand that is being settled: one at a time. */
  readonly purchaseId: string | null
}

/** Id `invoiceCounter:{year}`: the last number that was given in the organisation. */
export interface InvoiceCounter extends DocumentBase {
  readonly type: 'invoiceCounter'
  readonly last: number
}

/**
 * Gives numbers in a batch, and counts what they are given to as spend; its writes must be part of that batch, so that no
 * number is given twice or lost, and no invoice forgotten.
 */
export interface Numbering {
  /** With the next number, `2026-000124`. */
  enter(document: Omit<Invoice, 'number'>): Invoice
  /** To be called last. */
  writes(): readonly Write[]
  /** From the same number on: for the next try of a batch that was not stored. */
  anew(): Numbering
}

export function counterId(at: Instant): string {
  return `invoiceCounter:${at.slice(0, 4)}`
}

export function numbering(
  tenantId: Subscription['tenantId'],
  counter: Stored<InvoiceCounter> | undefined,
  at: Instant,
): Numbering {
  const year = at.slice(0, 4)
  const before = counter?.last ?? 0
  const entered: Invoice[] = []
  return {
    enter(document) {
      const number = `${year}-${String(before + entered.length + 1).padStart(6, '0')}`
      const invoice = { ...document, number }
      entered.push(invoice)
      return invoice
    },
    writes() {
      if (entered.length === 0) return []
      const id = counterId(at)
      const last = before + entered.length
      const document: InvoiceCounter = { type: 'invoiceCounter', id, tenantId, schemaVersion: 1, last }
      const when = [{ field: 'last', is: '=', value: before }] as const
      return [
        ...spendWrites(entered),
        counter ? { kind: 'patch', id, set: { last }, when } : { kind: 'create', document },
      ]
    },
    anew: () => numbering(tenantId, counter, at),
  }
}

/** What every invoice of a subscription has in common. */
export interface Billing {
  readonly profile: BillingProfile
  /** The organisation's, at the time. */
  readonly organisation: string
  readonly country: string
  readonly numbers: Numbering
}

export interface ToBill {
  readonly id: InvoiceId
  readonly what: Exclude<Billed, 'credit'>
  readonly seats: number
  readonly unitPrice: Money
  /** First day that it pays for, and how many of the days of the term. */
  readonly from: Day
  readonly days: number
  readonly termDays: number
  readonly net: Money
  readonly at: Instant
  readonly state: 'open' | 'paid' | 'declined'
  /** The key under which it was charged, and the card; null where no card was. */
  readonly chargeKey: string | null
  readonly card: CardShown | null
}

/** Issues an invoice of one line; the subscription keeps what of it may still go back. */
export function issue(
  subscription: Subscription,
  { profile, organisation, country, numbers }: Billing,
  bill: ToBill,
): { readonly invoice: Invoice; readonly line: BilledLine } {
  const { id, net, at, seats, unitPrice, days, state } = bill
  const taxRate = taxRateOf(country)
  const tax = taxOn(net, taxRate)
  const invoice = numbers.enter({
    type: 'invoice',
    id,
    tenantId: subscription.tenantId,
    schemaVersion: 1,
    kind: 'invoice',
    state,
    ownerId: profile.ownerId,
    billingProfileId: profile.id,
    billTo: { name: profile.name, organisation, address: profile.address, taxId: profile.taxId },
    subscriptionId: subscription.id,
    creditOf: null,
    lines: [
      {
        what: bill.what,
        productId: subscription.productId,
        from: bill.from,
        to: addDays(bill.from, days - 1),
        days,
        termDays: bill.termDays,
        unitPrice,
        seats,
        net,
      },
    ],
    net,
    tax,
    total: add(net, tax),
    taxRate,
    taxCountry: country,
    createdAt: at,
    paidAt: state === 'paid' ? at : null,
    paidWith: state === 'paid' && bill.card ? cardShown(bill.card) : null,
    credited: 0,
    purchaseId: null,
  })
  return {
    invoice,
    line: {
      invoiceId: id,
      invoiceNumber: invoice.number,
      chargeKey: bill.chargeKey,
      // A renewal may be paid for long after its first day; what is bought is paid for on it, or not at all.
      on: bill.what === 'renewal' ? dayOf(at) : bill.from,
      days,
      seats,
      unitPrice,
      net,
      taxRate,
      returnedSeats: 0,
      returnedNet: 0,
    },
  }
}

/** The part of an invoice that goes back, or is not owed any more. */
export interface Credited extends Amounts {
  /** As it was before. */
  readonly line: BilledLine
  readonly seats: number
  readonly days: number
}

/** Issues the credit note for a part of an earlier invoice, or for all of it, and marks that; to whom it was addressed. */
export function issueCreditNote(
  invoice: Invoice,
  { line, seats, days, net, tax, total }: Credited,
  note: { readonly id: InvoiceId; readonly at: Instant; readonly termEnd: Day; readonly numbers: Numbering },
): readonly Write[] {
  const [billed] = invoice.lines
  if (!billed) throw new Error(`Invoice ${invoice.number} has no line.`)
  const from = addDays(note.termEnd, -days)
  const document = note.numbers.enter({
    ...invoice,
    id: note.id,
    kind: 'creditNote',
    state: 'credited',
    createdAt: note.at,
    creditOf: { invoiceId: invoice.id, number: invoice.number },
    lines: [{ ...billed, what: 'credit', from, to: addDays(note.termEnd, -1), days, seats, net }],
    net,
    tax,
    total,
    paidAt: null,
    paidWith: null,
    credited: 0,
    purchaseId: null,
  })
  const isAll = line.returnedNet + net.amount === line.net.amount
  return [
    { kind: 'create', document },
    {
      kind: 'patch',
      id: invoice.id,
      ...(isAll ? { set: { state: 'credited' } } : {}),
      add: { credited: total.amount },
    },
  ]
}
