import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Invoice } from '#core/billing/invoice.ts'
import type { Refund } from '#core/billing/refund.ts'
import type { Document, Operation } from '#core/documents.ts'
import type { InvoiceId, SubscriptionId, TenantId } from '#core/kernel/ids.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Write } from '#core/ports/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { dueAtOf } from '#core/subscriptions/due.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { SimulatedDocuments } from '../../support/simulated/documents.ts'
import type { Booked } from '../../support/simulated/payments.ts'
import type { Bank } from './bank.ts'
import { RefundRule } from './refund-rule.ts'

type Breaks = (invariant: string, seen: string) => void

/** What was ever written down under a charge key. */
export interface Account {
  readonly purchase: Purchase
  /** What it is for: nobody pays twice for the same. */
  readonly asked: string
  /** What was paid for was given. */
  settled: boolean
  /** What is written down to go back, in minor units, by the id of the refund. */
  readonly refunds: Map<string, number>
}

/** How much of what was charged is written down to go back, in minor units. */
export function goingBack({ refunds }: Account): number {
  return [...refunds.values()].reduce((sum, amount) => sum + amount, 0)
}

/** What one batch has done with money. */
interface Batch {
  readonly settled: Account[]
  readonly refunds: Refund[]
  readonly invoices: { readonly before: Invoice | undefined; readonly after: Invoice }[]
  readonly audits: AuditEntry[]
  operation: Operation | undefined
}

function isOfUndo({ action }: AuditEntry): boolean {
  return action === 'operation.undone'
}

/** Holds every batch and everything that the bank does against each other, the moment they happen. */
export class MoneyLedger {
  readonly accounts = new Map<string, Account>()
  /** Purchases and refunds that wait for somebody to go on with them. */
  readonly open = new Set<string>()
  /** Every invoice and credit note, as it is now. */
  readonly invoices = new Map<InvoiceId, Invoice>()
  readonly #rule = new RefundRule()
  readonly #lowered = new Map<SubscriptionId, number>()
  readonly #keyOf = new Map<string, string>()
  readonly #subscriptions = new Map<SubscriptionId, Subscription>()
  readonly #documents: SimulatedDocuments
  readonly #home: TenantId
  readonly #bank: Bank
  readonly #breaks: Breaks

  constructor(documents: SimulatedDocuments, bank: Bank, home: TenantId, breaks: Breaks) {
    this.#documents = documents
    this.#home = home
    this.#bank = bank
    this.#breaks = breaks
    for (const document of documents.all(home)) {
      if (document.type === 'subscription') this.#subscriptions.set(document.id, document)
      if (document.type === 'invoice') this.invoices.set(document.id, document)
    }
    documents.onCommit((tenantId, writes) => {
      if (tenantId === home) this.#look(writes)
    })
    bank.onBooked = (key, booked) => this.#booked(key, booked)
  }

  /** What one person asked for once, however often they repeated it and under however many keys it was tried. */
  accountsOf(asked: string): readonly Account[] {
    return [...this.accounts.values()].filter((account) => account.asked === asked)
  }

  #look(writes: readonly Write[]): void {
    const batch: Batch = { settled: [], refunds: [], invoices: [], audits: [], operation: undefined }
    const documents = writes.map((write) =>
      this.#documents.peek<Document>(this.#home, 'document' in write ? write.document.id : write.id),
    )
    for (const [place, write] of writes.entries()) {
      const document = documents[place]
      if (write.kind === 'delete') this.#deleted(write.id)
      if (document?.type === 'purchase') this.#purchase(document, batch.settled)
      if (document?.type === 'invoice') this.#invoice(document, batch)
      if (document?.type === 'audit') batch.audits.push(document)
      if (document?.type === 'operation') batch.operation = document
      if (document?.type === 'refund' && this.#refund(document)) batch.refunds.push(document)
    }
    for (const document of documents)
      if (document?.type === 'subscription') this.#subscription(document, batch)
    this.#books(batch)
  }

  #purchase(purchase: Purchase, settled: Account[]): void {
    const { id, chargeKey, state } = purchase
    const asked = askedFor(purchase, this.#lowered.get(purchase.subscriptionId) ?? 0)
    const account = this.accounts.get(chargeKey) ?? { purchase, asked, settled: false, refunds: new Map() }
    this.#keyOf.set(id, chargeKey)
    this.accounts.set(chargeKey, account)
    if (state === 'pending') this.open.add(id)
    else this.open.delete(id)
    if (state !== 'settled' || account.settled) return
    const { status } = this.#bank.booked.get(chargeKey) ?? {}
    if (status !== 'succeeded')
      this.#breaks('nobody has it for nothing', `${id} was given, its key ${status}`)
    if (account.refunds.size > 0)
      this.#breaks('nobody has it for nothing', `${id} was given, and is given back`)
    account.settled = true
    settled.push(account)
  }

  /** Whether it is new. */
  #refund({ parts, id, state, because, amount }: Refund): boolean {
    const isNew = ![...this.accounts.values()].some(({ refunds }) => refunds.has(id))
    let sum = 0
    for (const part of parts) {
      sum += part.amount.amount
      const account = this.accounts.get(part.chargeKey)
      if (!account) {
        this.#breaks('refunds are of charges', `${id} is of nothing that was bought`)
        return false
      }
      const isByRule = because === 'fewerLicenses' || because === 'cancelled'
      if (account.settled !== isByRule)
        this.#breaks('nobody has it for nothing', `${id} (${because}), settled: ${account.settled}`)
      account.refunds.set(id, part.amount.amount)
      const { amount: charged, currency } = account.purchase.amount
      if (part.amount.amount <= 0 || goingBack(account) > charged || part.amount.currency !== currency) {
        this.#breaks('refunds are of charges', `${id} is of ${part.amount.amount} ${part.amount.currency}`)
      }
    }
    if (sum !== amount.amount) this.#breaks('refunds are of charges', `${id}: ${sum}, not ${amount.amount}`)
    if (state === 'pending') this.open.add(id)
    else this.open.delete(id)
    return isNew
  }

  #invoice(invoice: Invoice, batch: Batch): void {
    const before = this.invoices.get(invoice.id)
    this.invoices.set(invoice.id, invoice)
    batch.invoices.push({ before, after: invoice })
    if (!before) return
    const { state: _, credited: __, paidAt: ___, paidWith: ____, purchaseId: _____, ...issued } = before
    for (const [field, value] of Object.entries(issued)) {
      const now = invoice[field as keyof Invoice]
      if (field !== '_etag' && JSON.stringify(now) !== JSON.stringify(value))
        this.#breaks('an invoice that was issued stays as it is', `${invoice.number}: ${field}`)
    }
  }

  /** What is paid in a batch has its invoice there, what goes back its credit notes, and the audit trail tells both. */
  #books({ settled, refunds, invoices, audits }: Batch): void {
    const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0)
    const charged = sumOf(settled.map(({ purchase }) => purchase.amount.amount))
    const paid = invoices.filter(
      ({ before, after }) => after.paidAt !== null && !before?.paidAt && after.kind === 'invoice',
    )
    const invoiced = sumOf(paid.map(({ after }) => after.total.amount - after.credited))
    if (charged !== invoiced || paid.length !== settled.length)
      this.#breaks('invoices equal charges', `${charged} charged, ${paid.length} invoices of ${invoiced}`)
    const notes = invoices.filter(({ before, after }) => !before && after.kind === 'creditNote')
    const credited = sumOf(notes.map(({ after }) => after.total.amount))
    const marked = sumOf(
      invoices.map(({ before, after }) => (before ? after.credited - before.credited : after.credited)),
    )
    const told = sumOf(
      audits.map(({ facts }) => (facts['credited'] as { amount: number } | undefined)?.amount ?? 0),
    )
    if (credited !== marked || credited !== told)
      this.#breaks('credit notes are what goes back', `${credited} in notes, ${marked} marked, ${told} told`)
    const ofPaid = notes.filter(({ after }) => {
      const of = after.creditOf && this.invoices.get(after.creditOf.invoiceId)
      return of && of.paidAt !== null
    })
    const back = sumOf(
      refunds.filter(({ creditNoteId }) => creditNoteId !== null).map(({ amount }) => amount.amount),
    )
    const owedBack = sumOf(ofPaid.map(({ after }) => after.total.amount))
    if (back !== owedBack)
      this.#breaks('credit notes are what goes back', `${owedBack} of what was paid, ${back} refunded`)
  }

  #deleted(id: string): void {
    this.#subscriptions.delete(id as SubscriptionId)
    const key = this.#keyOf.get(id)
    if (key === undefined || this.#documents.peek(this.#home, id)) return
    const status = this.#bank.booked.get(key)?.status
    if (status !== 'declined' && status !== 'void' && status !== 'refunded') {
      this.#breaks(
        'a purchase stays until its key is dead',
        `${id} was given up, its key ${status ?? 'unseen'}`,
      )
    }
    if (this.accounts.get(key)?.settled) this.#breaks('what was given stays given', `${id} was given up`)
    this.#keyOf.delete(id)
    this.open.delete(id)
  }

  /** More licences, another term, and a subscription that is there at all, come with a payment and nothing else. */
  #subscription(after: Subscription, batch: Batch): void {
    const { id, channel, seats } = after
    const { settled } = batch
    const before = this.#subscriptions.get(id)
    this.#subscriptions.set(id, after)
    if (after.dueAt !== dueAtOf(after))
      this.#breaks('what is due is found', `${id} is due ${dueAtOf(after)}, and says ${after.dueAt}`)
    if (channel !== 'selfService') return
    const paid = settled.filter(({ purchase }) => purchase.subscriptionId === id)
    const comesBack = before?.state === 'deleted' && batch.audits.some(isOfUndo)
    const ending = after.orderHistory.findLast(({ event }) => event === 'moved' || event === 'cancelled')
    if (comesBack && ending?.credited)
      this.#breaks('nobody has it for nothing', `${id} is back, and paid back`)
    if (before?.state !== after.state && after.state === 'active' && paid.length !== (comesBack ? 0 : 1)) {
      this.#breaks('nobody has it for nothing', `${id} is there, with ${paid.length} purchases`)
    }
    const renewals = paid.filter(({ purchase }) => purchase.kind === 'renewal')
    const isNewTerm = before !== undefined && before.expirationDate !== after.expirationDate
    if (renewals.length !== (isNewTerm ? 1 : 0)) {
      this.#breaks('nobody has it for nothing', `a term of ${id} began with ${renewals.length} payments`)
    }
    const added = paid
      .filter(({ purchase }) => purchase.kind === 'moreLicenses')
      .reduce((sum, { purchase }) => sum + purchase.addedLicenses, 0)
    const more = before ? seats.total - before.seats.total : 0
    // Once the term is over nothing of it is left to pay for: the renewal charges all.
    const isOver = before !== undefined && paid.length === 0 && before.expirationDate <= dayOfLast(after)
    if (Math.max(more, 0) !== added && !isOver) {
      this.#breaks('nobody has it for nothing', `${id} got ${more} licences, ${added} were paid for`)
    }
    if (before?.purchaseId && after.operationId && !before.operationId) {
      this.#breaks('no job starts on what is being paid for', `${after.operationId} on ${id}`)
    }
    this.#goesBack(before, after, batch)
    this.#history(after)
  }

  /** To the cent what the seven-day rule says, of the charges that it says. */
  #goesBack(before: Subscription | undefined, after: Subscription, batch: Batch): void {
    const { id, expirationDate, seats, orderHistory } = after
    const at = orderHistory.at(-1)?.at
    if (!at) return
    for (const { purchase } of batch.settled)
      if (purchase.subscriptionId === id)
        this.#rule.paid(purchase, purchase.kind === 'renewal' ? dayOf(at) : purchase.bill.from)
    // The term was over by then, whatever the clock says later.
    if (after.unpaid && !before?.unpaid) this.#rule.isOver(id)
    const fewer = Math.max(0, (before?.seats.total ?? 0) - seats.total)
    if (fewer > 0) this.#lowered.set(id, (this.#lowered.get(id) ?? 0) + 1)
    const ended = after.state === 'deleted' && before?.state !== 'deleted' ? batch.operation : undefined
    const expected = ended
      ? this.#rule.giveUp(id, seats.total, dayOf(ended.createdAt), expirationDate)
      : this.#rule.giveUp(id, fewer, dayOf(at), expirationDate)
    const byRule = batch.refunds
      .filter(({ because }) => because === 'fewerLicenses' || because === 'cancelled')
      .flatMap(({ parts }) => parts.map(({ chargeKey, amount }) => [chargeKey, amount.amount] as const))
    const [wanted, written] = [[...expected], byRule].map((all) => JSON.stringify(all.toSorted()))
    if (wanted !== written)
      this.#breaks('what goes back is what the rule says', `${id}: ${written}, not ${wanted}`)
  }

  #history({ id, orderHistory }: Subscription): void {
    const told = orderHistory.reduce((sum, { charged }) => sum + (charged?.amount ?? 0), 0)
    let paid = 0
    for (const { purchase, settled } of this.accounts.values()) {
      if (settled && purchase.subscriptionId === id) paid += purchase.amount.amount
    }
    if (told !== paid) this.#breaks('the history tells what was paid', `${id}: ${told} told, ${paid} paid`)
  }

  #booked(key: string, { amount, refunded, status }: Booked): void {
    const account = this.accounts.get(key)
    if (status === 'succeeded' && refunded === 0) {
      if (!account) {
        this.#breaks('money moves for what is written down', `${key} is written nowhere`)
        return
      }
      const { purchase } = account
      if (purchase.amount.amount !== amount) {
        this.#breaks('money moves for what is written down', `${amount}, not ${purchase.amount.amount}`)
      }
      const { asked } = account
      const taken = this.accountsOf(asked).filter((one) => this.#status(one) === 'succeeded')
      if (taken.length > 1) this.#breaks('nobody is charged twice', `${asked} was, ${taken.length} times`)
    }
    if (refunded > 0) {
      const written = account ? goingBack(account) : 0
      if (refunded > written) {
        this.#breaks(
          'a refund is written down before it is given',
          `of ${key} ${written} was, ${refunded} is given`,
        )
      }
    }
  }

  #status({ purchase }: Account) {
    return this.#bank.booked.get(purchase.chargeKey)?.status
  }
}

function dayOfLast({ orderHistory }: Subscription): string {
  return orderHistory.at(-1)?.at.slice(0, 10) ?? ''
}

/**
 * Raises are told apart by the total that they ask for, which nobody asks for twice unless it was lowered since. A term
 * is paid once.
 */
function askedFor({ kind, id, subscriptionId, askedHash, bill }: Purchase, lowered: number): string {
  switch (kind) {
    case 'subscription':
      return id
    case 'moreLicenses':
      return `${subscriptionId} to ${askedHash}, lowered ${lowered} times before`
    case 'renewal':
      return `${subscriptionId} from ${bill.from} on`
    case 'invoice':
      throw new Error('Nobody pays an invoice by hand here.')
  }
}
