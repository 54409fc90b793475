import type { Actor } from '../audit/audit-entry.ts'
import type { InvoiceId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import { addDays, type Day, type Instant } from '../kernel/time.ts'
import type { Write } from '../ports/documents.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { BilledLine } from '../subscriptions/term.ts'
import { creditSeats, sumOf } from './credit.ts'
import { type Invoice, issueCreditNote, type Numbering } from './invoice.ts'
import { newRefund, type RefundReason } from './refund.ts'

/** What giving seats back needs to know, where anything goes back: `invoicesToCredit` says of which invoices. */
export interface Books {
  readonly numbers: Numbering
  readonly invoices: readonly Invoice[]
  /** A new id at each call. */
  nextId(): string
}

/** The invoices of which something goes back; none, and nobody needs to look into the books. */
export function invoicesToCredit(
  subscription: Pick<Subscription, 'billed' | 'unpaid' | 'expirationDate'>,
  seats: number,
  on: Day,
): readonly InvoiceId[] {
  return creditSeats(subscription, seats, on).credited.map(({ line }) => line.invoiceId)
}

/** Seats that were given up, and why. */
export interface GivenUp {
  readonly seats: number
  /** The day that counts: when it was asked for. */
  readonly on: Day
  /** One cause, one refund. */
  readonly cause: string
  readonly because: RefundReason
  readonly by: Actor
  readonly at: Instant
}

/**
 * What giving seats back comes to: a credit note for each invoice, and a refund of what was charged. The writes belong
 * in the batch that takes the seats away; those of `numbers` too, after everything that takes a number.
 */
export function giveBack(
  subscription: Subscription,
  { seats, on, cause, because, by, at }: GivenUp,
  books: Books | undefined,
): {
  readonly billed: readonly BilledLine[]
  readonly writes: readonly Write[]
  /** Tax included; undefined where nothing goes back. */
  readonly credited: Money | undefined
} {
  const { tenantId, id: subscriptionId, expirationDate } = subscription
  const { billed, credited } = creditSeats(subscription, seats, on)
  if (credited.length === 0) return { billed, writes: [], credited: undefined }
  if (!books)
    throw new Error(`Something of ${subscriptionId} goes back, and nobody has looked into the books.`)
  let noteId: InvoiceId | null = null
  const notes = credited.flatMap((one) => {
    const invoice = books.invoices.find(({ id }) => id === one.line.invoiceId)
    if (!invoice) throw new Error(`Invoice ${one.line.invoiceId} is not in the books.`)
    noteId = books.nextId() as InvoiceId
    const { unpaid } = subscription
    const isUnpaid = unpaid?.invoiceId === invoice.id
    const termEnd = isUnpaid ? addDays(unpaid.from, one.line.days) : expirationDate
    return issueCreditNote(invoice, one, { id: noteId, at, termEnd, numbers: books.numbers })
  })
  const charges = credited.flatMap(({ line, total }) =>
    line.chargeKey === null ? [] : [{ chargeKey: line.chargeKey, amount: total }],
  )
  const refund: readonly Write[] =
    charges.length === 0
      ? []
      : [
          {
            kind: 'create',
            document: newRefund({
              cause,
              tenantId,
              charges,
              because,
              creditNoteId: noteId,
              subscriptionId,
              by,
              at,
            }),
          },
        ]
  return { billed, writes: [...notes, ...refund], credited: sumOf(credited)?.total }
}
