import type { Billed, InvoiceKind, InvoiceState } from '#core/billing/invoice.ts'

/** All words of the document in one language. Every language says the same; English is the reference. */
export interface DocumentWords {
  readonly titles: Readonly<Record<InvoiceKind, string>>
  readonly labels: Readonly<Record<DocumentLabel, string>>
  /** What a line is for. */
  readonly what: Readonly<Record<Billed, string>>
  /** Of an invoice; `on` is the day of the payment and `card` what it was paid with, both empty where there is none. */
  readonly states: Readonly<Record<InvoiceState, (values: { on: string; card: string }) => string>>
  /** The days that a line pays for, of those of its term. */
  period(values: { from: string; to: string; days: number; termDays: number }): string
  tax(values: { rate: string; country: string }): string
  page(values: { page: number; of: number }): string
}

/** What stands before a fact or above a column. */
export type DocumentLabel =
  | 'invoiceNumber'
  | 'creditNoteNumber'
  | 'issuedOn'
  | 'status'
  | 'credits'
  | 'from'
  | 'billTo'
  | 'taxId'
  | 'description'
  | 'licences'
  | 'unitPrice'
  | 'net'
  | 'subtotal'
  | 'total'
  | 'totalCredit'
  | 'paid'
  | 'credited'
  | 'toPay'
