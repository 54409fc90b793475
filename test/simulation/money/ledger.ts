import type { Document } from '#core/documents.ts'
import type { SubscriptionId, TenantId } from '#core/kernel/ids.ts'
import type { Write } from '#core/ports/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { SimulatedDocuments } from '../../support/simulated/documents.ts'
import type { Booked } from '../../support/simulated/payments.ts'
import type { Bank } from './bank.ts'

type Breaks = (invariant: string, seen: string) => void

/** What was ever written down under a charge key. */
export interface Account {
  readonly purchase: Purchase
  /** What was paid for was given. */
  settled: boolean
  /** What is written down to go back, in minor units, by the id of the refund. */
  readonly refunds: Map<string, number>
}

/** How much of what was charged is written down to go back, in minor units. */
export function goingBack({ refunds }: Account): number {
  return [...refunds.values()].reduce((sum, amount) => sum + amount, 0)
}

/** Holds every batch and everything that the bank does against each other, the moment they happen. */
export class MoneyLedger {
  readonly accounts = new Map<string, Account>()
  /** Purchases and refunds that wait for somebody to go on with them. */
  readonly open = new Set<string>()
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
    }
    documents.onCommit((tenantId, writes) => {
      if (tenantId === home) this.#look(writes)
    })
    bank.onBooked = (key, booked) => this.#booked(key, booked)
  }

  /** What one person asked for once, however often they repeated it and under however many keys it was tried. */
  accountsOf(asked: string): readonly Account[] {
    return [...this.accounts.values()].filter(({ purchase }) => askedFor(purchase) === asked)
  }

  #look(writes: readonly Write[]): void {
    const settled: Account[] = []
    for (const write of writes) {
      const id = 'document' in write ? write.document.id : write.id
      const document = this.#documents.peek<Document>(this.#home, id)
      if (write.kind === 'delete') this.#deleted(id)
      if (document?.type === 'purchase') this.#purchase(document, settled)
      if (document?.type === 'refund') this.#refund(document)
    }
    for (const write of writes) {
      const id = ('document' in write ? write.document.id : write.id) as SubscriptionId
      const document = this.#documents.peek<Document>(this.#home, id)
      if (document?.type === 'subscription') this.#subscription(document, settled)
    }
  }

  #purchase(purchase: Purchase, settled: Account[]): void {
    const { id, chargeKey, state } = purchase
    const account = this.accounts.get(chargeKey) ?? { purchase, settled: false, refunds: new Map() }
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

  #refund({ amount, chargeKey, id, state }: Extract<Document, { type: 'refund' }>): void {
    const account = this.accounts.get(chargeKey)
    if (!account) {
      this.#breaks('refunds are of charges', `${id} is of nothing that was bought`)
      return
    }
    if (account.settled) this.#breaks('nobody has it for nothing', `${id} is of what was given`)
    account.refunds.set(id, amount.amount)
    const { amount: charged, currency } = account.purchase.amount
    if (amount.amount <= 0 || goingBack(account) > charged || amount.currency !== currency) {
      this.#breaks('refunds are of charges', `${id} is of ${amount.amount} ${amount.currency}`)
    }
    if (state === 'pending') this.open.add(id)
    else this.open.delete(id)
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

  /** More licences, and a subscription that is there at all, come with a payment and with nothing else. */
  #subscription(after: Subscription, settled: readonly Account[]): void {
    const { id, channel, seats } = after
    const before = this.#subscriptions.get(id)
    this.#subscriptions.set(id, after)
    if (channel !== 'selfService') return
    const paid = settled.filter(({ purchase }) => purchase.subscriptionId === id)
    if (before?.state !== after.state && after.state === 'active' && paid.length !== 1) {
      this.#breaks('nobody has it for nothing', `${id} is there, with ${paid.length} purchases`)
    }
    const added = paid
      .filter(({ purchase }) => purchase.kind === 'moreLicenses')
      .reduce((sum, { purchase }) => sum + purchase.addedLicenses, 0)
    const more = before ? seats.total - before.seats.total : 0
    if (Math.max(more, 0) !== added) {
      this.#breaks('nobody has it for nothing', `${id} got ${more} licences, ${added} were paid for`)
    }
    if (before?.purchaseId && after.operationId && !before.operationId) {
      this.#breaks('no job starts on what is being paid for', `${after.operationId} on ${id}`)
    }
    this.#history(after)
  }

  #history({ id, orderHistory }: Subscription): void {
    const told = orderHistory.reduce((sum, { charged }) => sum + (charged?.amount ?? 0), 0)
    let paid = 0
    for (const { purchase, settled } of this.accounts.values()) {
      if (settled && purchase.kind === 'moreLicenses' && purchase.subscriptionId === id) {
        paid += purchase.amount.amount
      }
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
      const asked = askedFor(purchase)
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
      if (account?.settled) this.#breaks('nobody has it for nothing', `${key} was given, and given back`)
    }
  }

  #status({ purchase }: Account) {
    return this.#bank.booked.get(purchase.chargeKey)?.status
  }
}

/** Raises are told apart by the total that they ask for: here nobody asks twice for the same. */
export function askedFor({ kind, id, subscriptionId, askedHash }: Purchase): string {
  return kind === 'subscription' ? id : `${subscriptionId} to ${askedHash}`
}
