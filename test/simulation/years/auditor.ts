import { isTheClock } from '#core/audit/audit-entry.ts'
import type { Invoice } from '#core/billing/invoice.ts'
import type { Document, Operation } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { DocumentBase, Write } from '#core/ports/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { dueAtOf } from '#core/subscriptions/due.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { SimulatedDocuments } from '../../support/simulated/documents.ts'
import type { Bank } from '../money/bank.ts'
import {
  type Account,
  comingTerm,
  dueOf,
  moreSeats,
  noticeDays,
  type Owed,
  refuseTry,
  trialDays,
  wholeTerm,
} from './account.ts'
import { taxRates } from './arithmetic.ts'
import { Batch, type Changed } from './batch.ts'
import { dayMs, dayOf, monthsAfter } from './calendar.ts'
import { Charges } from './charges.ts'
import { follow, type Keeper } from './follow.ts'
import type { PriceList } from './price-list.ts'

export interface AuditorOptions {
  readonly documents: SimulatedDocuments
  readonly bank: Bank
  readonly home: TenantId
  readonly country: string
  readonly prices: PriceList
  breaks(invariant: string, seen: string): void
  saw(what: string): void
  /** A renewal was declined for the first time. */
  declined(subscriptionId: string): void
}

const allowed: Readonly<Record<string, readonly string[]>> = {
  pending: ['pending', 'active'],
  active: ['active', 'expired', 'deleted'],
  expired: ['expired', 'active', 'disabled', 'deleted'],
  disabled: ['disabled', 'active', 'deleted'],
  deleted: ['deleted'],
}

/** Holds every batch to the rules the moment that it is stored: with books of its own, kept by arithmetic of its own. */
export class Auditor implements Keeper {
  readonly accounts = new Map<string, Account>()
  readonly charges: Charges
  /** Purchases, refunds, mails and jobs that wait for somebody to go on with them. */
  readonly open = new Set<string>()
  /** When time changes a document next, as the product says. */
  readonly dueAt = new Map<string, string>()
  /** Credit notes for what had not been paid by then. */
  readonly neverPaid = new Set<string>()
  readonly rate: number
  readonly options: AuditorOptions
  readonly #known = new Map<string, Document>()
  readonly #lastNumber = new Map<string, number>()
  readonly #owners = new Map<string, string>()

  constructor(options: AuditorOptions) {
    this.options = options
    const { bank, breaks, country, documents, home } = options
    this.rate = taxRates[country] ?? 0
    this.charges = new Charges(bank.booked, breaks)
    bank.onBooked = (key, booked) =>
      this.charges.booked(key, booked, (token) => this.#owners.get(token) ?? 'nobody')
    documents.onCommit((tenantId, writes) => {
      if (tenantId === home) this.#look(writes)
    })
  }

  /** The earliest instant at which anything is due; what a job that waits for a person holds has to wait too. */
  nextDueAt(): string | undefined {
    let next: string | undefined
    for (const [id, at] of this.dueAt) if ((next === undefined || at < next) && !this.#isStuck(id)) next = at
    return next
  }

  /** As it is stored. */
  peek<D extends DocumentBase>(id: string): D | undefined {
    return this.options.documents.peek<D>(this.options.home, id)
  }

  operation(id: string | null): Operation | undefined {
    const known = id === null ? undefined : this.#known.get(id)
    return known?.type === 'operation' ? known : undefined
  }

  cardOf(billingProfileId: string | null): string | null {
    const known = this.#known.get(billingProfileId ?? '')
    return known?.type === 'billingProfile' ? known.paymentMethodId : null
  }

  #isStuck(id: string): boolean {
    return this.operation(this.subscription(id)?.operationId ?? null)?.needsAttention ?? false
  }

  subscription(id: string): Subscription | undefined {
    const known = this.#known.get(id)
    return known?.type === 'subscription' ? known : undefined
  }

  find<T extends Document['type']>(type: T): (Document & { readonly type: T })[] {
    return [...this.#known.values()].filter((one) => one.type === type) as (Document & { readonly type: T })[]
  }

  /** When nothing goes on any more, nothing that is due is left undone, and no cent is where it should not be. */
  checkAtRest(nowMs: number): void {
    const { breaks } = this.options
    this.charges.checkAtRest()
    for (const account of this.accounts.values()) {
      const due = dueOf(account)
      if (due && due.on * dayMs <= nowMs && !this.#isStuck(account.id))
        breaks('what is due is done', `${account.id} is to ${due.step} since day ${due.on}`)
      const subscription = this.subscription(account.id)
      if (subscription?.purchaseId) breaks('nobody waits for ever', `${account.id} waits for a payment`)
    }
  }

  #look(writes: readonly Write[]): void {
    const batch = new Batch()
    const ids = new Set(writes.map((write) => ('document' in write ? write.document.id : write.id)))
    for (const id of ids) {
      const before = this.#known.get(id)
      const after = this.options.documents.peek<Document>(this.options.home, id) as Document | undefined
      if (after) this.#known.set(id, after)
      else this.#known.delete(id)
      batch.add(before, after)
      this.#note(id, after)
    }
    const byNumber = batch.invoices.toSorted((a, b) => (a.number < b.number ? -1 : 1))
    for (const invoice of byNumber) this.#number(invoice)
    for (const { id, creditOf } of batch.invoices) {
      const of = creditOf && this.#known.get(creditOf.invoiceId)
      if (of?.type === 'invoice' && of.paidAt === null) this.neverPaid.add(id)
    }
    for (const { before, after } of batch.purchases) if (after) this.#purchase(before, after, batch)
    for (const one of batch.subscriptions) this.#subscription(one, batch)
    for (const { before, after } of batch.cards) {
      if (!before?.dueAt || !after || after.dueAt) continue
      batch.tells('cardExpires', after.ownerId)
      this.options.saw('card expires')
    }
    this.#refunds(batch)
    const wrong = batch.differs()
    if (wrong) this.options.breaks('each batch has the invoices, refunds and mails that it owes', wrong)
  }

  #note(id: string, after: Document | undefined): void {
    const dueAt = after && 'dueAt' in after ? after.dueAt : null
    if (dueAt) this.dueAt.set(id, dueAt)
    else this.dueAt.delete(id)
    if (isOpen(after)) this.open.add(id)
    else this.open.delete(id)
    if (after?.type === 'paymentMethod') this.#owners.set(after.token, after.ownerId)
  }

  /** Without gaps in each year, and none twice. */
  #number({ number, createdAt }: Invoice): void {
    const [year = '', text = ''] = number.split('-')
    const next = (this.#lastNumber.get(year) ?? 0) + 1
    this.#lastNumber.set(year, next)
    if (year !== createdAt.slice(0, 4) || Number(text) !== next)
      this.options.breaks('numbers have no gaps', `${number} of ${createdAt}, not ${next}`)
  }

  #purchase(before: Purchase | undefined, purchase: Purchase, batch: Batch): void {
    const { chargeKey, state } = purchase
    const known = this.charges.byKey.get(chargeKey)
    if (!known) this.#writtenDown(purchase, batch)
    else if (known.purchase.id !== purchase.id)
      this.options.breaks('each try has a key of its own', `${chargeKey} for ${purchase.id} too`)
    const wasSettled = before?.chargeKey === chargeKey && before.state === 'settled'
    if (state === 'settled' && !wasSettled) this.charges.settles(chargeKey)
    if (state === 'refunded') this.options.saw('purchase refunded')
  }

  /** What is about to be charged is what the rules say that it costs. */
  #writtenDown(purchase: Purchase, batch: Batch): void {
    const { chargeKey, subscriptionId, amount, createdAt, by } = purchase
    const account = this.accounts.get(subscriptionId)
    const pending = batch.subscriptions.find(({ after }) => after?.id === subscriptionId)?.after
    const owed = this.#owedFor(purchase, account, pending)
    if (!owed) {
      this.options.breaks('what is charged has a reason', `${purchase.kind} of ${subscriptionId}`)
      return
    }
    const total = owed.net + owed.tax
    if (amount.amount !== total)
      this.options.breaks('what is charged is what it costs', `${chargeKey}: ${amount.amount}, not ${total}`)
    const owner = account?.owner ?? pending?.purchaserId ?? ''
    this.charges.byKey.set(chargeKey, { purchase, owed, amount: total, owner, settled: false, back: 0 })
    if (!account || purchase.kind !== 'renewal' || !isTheClock(by)) return
    const refused = refuseTry(account, Date.parse(createdAt))
    if (refused) this.options.breaks('nobody is charged too early or too often', `${account.id}: ${refused}`)
  }

  #owedFor(
    purchase: Purchase,
    account: Account | undefined,
    pending: Subscription | undefined,
  ): Owed | undefined {
    const day = dayOf(purchase.createdAt)
    switch (purchase.kind) {
      case 'subscription': {
        if (!pending) return undefined
        const unit = this.options.prices.priceOf(pending.productId, pending.channel)
        const to = monthsAfter(day, pending.termMonths)
        return wholeTerm('purchase', pending.seats.total, unit, day, to, this.rate)
      }
      case 'moreLicenses':
        return account && moreSeats(account, Number(purchase.askedHash) - account.seats, day, this.rate)
      case 'renewal':
        return account && comingTerm(account, day, this.listPriceOf(account), this.rate)
      case 'invoice':
        return undefined
    }
  }

  listPriceOf({ productId, channel }: Account): number {
    return this.options.prices.priceOf(productId, channel)
  }

  #subscription({ before, after }: Changed<Subscription>, batch: Batch): void {
    const { breaks } = this.options
    if (!after) {
      if (before?.state !== 'pending') breaks('nothing vanishes', `${before?.id} was ${before?.state}`)
      return
    }
    if (before && !allowed[before.state]?.includes(after.state))
      breaks('states go one way', `${before.state} became ${after.state}`)
    if (after.dueAt !== dueAtOf(after))
      breaks('dueAt is when time changes it next', `${after.dueAt}, not ${dueAtOf(after)}`)
    if (after.state === 'pending') return
    const account = this.accounts.get(after.id)
    if (!account) {
      this.#begin(after, batch)
      return
    }
    if (before) follow(this, account, before, after, batch)
    this.#compare(account, after)
  }

  /** Bought: nobody has seen it before. */
  #begin(after: Subscription, batch: Batch): void {
    const { id, channel, productId, termMonths: months, purchaserId: owner, seats, createdAt } = after
    const first = dayOf(createdAt)
    const unit = channel === 'trial' ? 0 : this.options.prices.priceOf(productId, channel)
    const end = channel === 'trial' ? first + trialDays : monthsAfter(first, months)
    const account: Account = {
      id,
      channel,
      productId,
      months,
      owner,
      state: 'active',
      seats: seats.total,
      unit,
      first,
      term: 1,
      end,
      autoRenew: channel !== 'trial',
      lines: [],
      announced: undefined,
      unpaid: undefined,
      expiredOn: 0,
      disabledOn: 0,
      changedAtMs: Date.parse(createdAt),
    }
    this.accounts.set(id, account)
    this.options.saw(`begun: ${channel}`)
    if (channel === 'trial') return
    const charge = this.settledFor(batch, id)
    const owed = charge?.owed ?? wholeTerm('purchase', seats.total, unit, first, end, this.rate)
    batch.owes(owed, charge ? 'paid' : 'open')
    if (!charge && channel !== 'central') this.options.breaks('nobody has it for nothing', id)
    this.addLine(account, owed, batch, charge?.purchase.chargeKey ?? null, false)
  }

  settledFor(batch: Batch, subscriptionId: string) {
    const settled = batch.purchases.find(
      ({ after }) => after?.subscriptionId === subscriptionId && after.state === 'settled',
    )?.after
    return settled && this.charges.byKey.get(settled.chargeKey)
  }

  addLine(account: Account, owed: Owed, batch: Batch, key: string | null, unpaid: boolean): void {
    const invoice = batch.invoiceOf(account.id)
    if (!invoice) return
    const { what, from, days, seats, net } = owed
    // What is bought counts from when it was asked for, which midnight may divide from when it was paid.
    const on = what === 'renewal' ? dayOf(invoice.createdAt) : from
    const line = { invoiceId: invoice.id, key, on, days, seats, net, rate: this.rate }
    account.lines.push({ ...line, backSeats: 0, backNet: 0, unpaid })
  }

  #compare(account: Account, after: Subscription): void {
    const { id, state, seats, unit, end, autoRenew, owner, announced, term } = account
    const kept = [state, seats, unit, end, autoRenew, owner].join(' ')
    const { unitPrice, expirationDate, purchaserId } = after
    const stored = [
      after.state,
      after.seats.total,
      unitPrice.amount,
      dayOf(expirationDate),
      after.autoRenew,
      purchaserId,
    ]
    if (kept !== stored.join(' '))
      this.options.breaks(
        'a subscription is what was done to it',
        `${id} is ${stored.join(' ')}, not ${kept}`,
      )
    if (announced && announced.term > term + 1) this.options.breaks('a term is announced once', id)
  }

  #refunds(batch: Batch): void {
    for (const { because, parts } of batch.refunds) {
      const [first] = parts
      const whole = because === 'purchaseGone' || because === 'subscriptionDeleted'
      const charge = first && this.charges.byKey.get(first.chargeKey)
      if (whole && charge && !charge.settled) batch.givesAllBack(first.chargeKey, charge.amount)
      this.options.saw(`refund: ${because}`)
      for (const { chargeKey, amount } of parts) {
        const of = this.charges.byKey.get(chargeKey)
        if (of) of.back += amount.amount
      }
    }
  }

  /** Told of the coming term: not before the time, and at the price of that day. */
  announces(account: Account, after: Subscription, batch: Batch): void {
    const mail = batch.mails.find(({ subscriptionId }) => subscriptionId === account.id)
    const unit = this.listPriceOf(account)
    const day = mail ? dayOf(mail.createdAt) : 0
    if (day < account.end - noticeDays(account))
      this.options.breaks('nothing comes early', `${account.id} announced`)
    if (after.announced?.unitPrice.amount !== unit)
      this.options.breaks('the price that is told is the list’s', account.id)
    const { net, tax } = comingTerm(account, day, unit, this.rate)
    account.announced = { term: account.term + 1, unit }
    batch.tells('renewalAnnounced', account.owner, net + tax)
    this.options.saw('due: announce')
  }
}

function isOpen(document: Document | undefined): boolean {
  switch (document?.type) {
    case 'purchase':
    case 'refund':
      return document.state === 'pending'
    case 'mail':
      return document.state === 'queued'
    case 'operation':
      return document.completedAt === null && !document.needsAttention
    default:
      return false
  }
}
