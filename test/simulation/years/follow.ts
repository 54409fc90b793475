import type { Operation } from '#core/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { OrderEvent, Subscription } from '#core/subscriptions/subscription.ts'
import {
  type Account,
  comingTerm,
  disabledDays,
  expiredDays,
  giveUpAll,
  isOver,
  moreSeats,
  nextEnd,
  type Owed,
  retryDays,
} from './account.ts'
import { type GoesBack, giveUp } from './arithmetic.ts'
import type { Batch } from './batch.ts'
import { dayOf, monthsAfter } from './calendar.ts'
import type { ChargeRecord } from './charges.ts'

/** What there is to know besides the account. */
export interface Keeper {
  readonly rate: number
  readonly charges: { readonly byKey: ReadonlyMap<string, ChargeRecord> }
  readonly options: {
    breaks(invariant: string, seen: string): void
    saw(what: string): void
    declined(subscriptionId: string): void
  }
  operation(id: string | null): Operation | undefined
  listPriceOf(account: Account): number
  /** The card of a billing profile, once this batch is stored. */
  cardOf(billingProfileId: string | null): string | null
  /** The charge that this batch settles for that subscription. */
  settledFor(batch: Batch, subscriptionId: string): ChargeRecord | undefined
  addLine(account: Account, owed: Owed, batch: Batch, key: string | null, unpaid: boolean): void
  announces(account: Account, after: Subscription, batch: Batch): void
}

/** Does to the account what the history says was done to the subscription, and says what that batch then owes. */
export function follow(
  keeper: Keeper,
  account: Account,
  before: Subscription,
  after: Subscription,
  batch: Batch,
): void {
  const events = after.orderHistory.slice(before.orderHistory.length)
  if (after.announced && after.announced !== before.announced && events.length === 0)
    keeper.announces(account, after, batch)
  // A card was replaced: that is tried the same day.
  const retryOn = after.unpaid?.retryOn
  if (account.unpaid && retryOn && retryOn !== before.unpaid?.retryOn && events.length === 0)
    account.unpaid.cardOn = dayOf(retryOn)
  for (const event of events) {
    new Following(keeper, account, batch, event, events, before, after).follow()
    account.changedAtMs = Date.parse(event.at)
  }
  if (after.state === 'deleted' && before.state !== 'deleted' && events.length === 0) {
    keeper.options.saw('deleted by hand')
    account.state = 'deleted'
    account.lines = []
    account.unpaid = undefined
  }
}

class Following {
  readonly #keeper: Keeper
  readonly #account: Account
  readonly #batch: Batch
  readonly #event: OrderEvent
  readonly #events: readonly OrderEvent[]
  readonly #before: Subscription
  readonly #after: Subscription
  readonly #day: number

  constructor(
    keeper: Keeper,
    account: Account,
    batch: Batch,
    event: OrderEvent,
    events: readonly OrderEvent[],
    before: Subscription,
    after: Subscription,
  ) {
    this.#keeper = keeper
    this.#account = account
    this.#batch = batch
    this.#event = event
    this.#events = events
    this.#before = before
    this.#after = after
    this.#day = dayOf(event.at)
  }

  follow(): void {
    const account = this.#account
    switch (this.#event.event) {
      case 'quantityChanged':
        this.#quantityChanged((this.#event.totalLicenses ?? 0) - account.seats)
        return
      case 'renewed':
        this.#renewed()
        return
      case 'renewalDeclined':
        this.#declined()
        return
      case 'renewalSwitched':
        account.autoRenew = this.#event.autoRenew ?? account.autoRenew
        if (!account.autoRenew) this.#owesNoMore()
        return
      case 'transferred':
        this.#owesNoMore()
        account.owner = this.#after.purchaserId
        this.#batch.tells('ownershipTransferred', account.owner)
        return
      case 'expired':
        this.#expired()
        return
      case 'disabled':
        this.#due('disable', account.state === 'expired' ? account.expiredOn + expiredDays : undefined)
        account.state = 'disabled'
        account.disabledOn = this.#day
        this.#batch.tells('disabled', account.owner)
        return
      case 'deleted':
        this.#deleted()
        return
      case 'moved':
      case 'cancelled':
        this.#ended()
        return
      case 'purchased':
      case 'controlTaken':
      case 'restored':
    }
  }

  #quantityChanged(more: number): void {
    const account = this.#account
    if (more < 0) {
      this.#goesBack(giveUp(account.lines, -more, this.#day, account.end), this.#event.credited?.amount)
      account.seats += more
      return
    }
    const charge = this.#keeper.settledFor(this.#batch, account.id)
    const owed = charge?.owed ?? moreSeats(account, more, this.#day, this.#keeper.rate)
    account.seats += more
    this.#isCharged(charge?.amount)
    if (!charge && (account.channel !== 'central' || owed.net === 0)) {
      if (owed.net > 0) this.#breaks('nobody has it for nothing', `${more} more`)
      return
    }
    this.#batch.owes(owed, charge ? 'paid' : 'open')
    this.#keeper.addLine(account, owed, this.#batch, charge?.purchase.chargeKey ?? null, false)
  }

  #renewed(): void {
    const account = this.#account
    const { rate } = this.#keeper
    const charge = this.#keeper.settledFor(this.#batch, account.id)
    const listPrice = this.#keeper.listPriceOf(account)
    if (!charge) this.#due('renew', account.end)
    if (!charge && account.channel !== 'central') this.#breaks('nobody has it for nothing', 'renewed')
    const owed = charge?.owed ?? comingTerm(account, this.#day, listPrice, rate)
    this.#isCharged(charge?.amount)
    this.#saw(`renewed: ${account.state}${account.unpaid ? ' and unpaid' : ''}`)
    const key = charge?.purchase.chargeKey ?? null
    const goesOn = owed.from === account.end
    if (account.unpaid && owed.from === account.unpaid.from) {
      const { invoiceId } = account.unpaid.line
      this.#batch.pays(invoiceId)
      const { days, seats, net } = owed
      account.lines = [
        { invoiceId, key, on: this.#day, days, seats, net, rate, backSeats: 0, backNet: 0, unpaid: false },
      ]
    } else {
      if (account.unpaid) this.#saw('paid when the term was over')
      this.#owesNoMore()
      account.lines = []
      this.#batch.owes(owed, charge ? 'paid' : 'open')
      this.#keeper.addLine(account, owed, this.#batch, key, false)
    }
    account.state = 'active'
    account.unit = owed.unit
    const end = goesOn ? nextEnd(account) : monthsAfter(owed.from, account.months)
    account.term = goesOn ? account.term + 1 : 1
    account.first = goesOn ? account.first : owed.from
    account.end = end
    account.unpaid = undefined
    account.announced = undefined
    this.#batch.tells('renewed', account.owner, owed.net + owed.tax)
  }

  #declined(): void {
    const account = this.#account
    const tried = this.#batch.purchases.find(({ before, after }) => !after && before?.kind === 'renewal')
    const charge = tried?.before && this.#keeper.charges.byKey.get(tried.before.chargeKey)
    const listPrice = this.#keeper.listPriceOf(account)
    const owed: Owed = charge?.owed ?? comingTerm(account, this.#day, listPrice, this.#keeper.rate)
    const expires = this.#events.some(({ event }) => event === 'expired')
    this.#saw(charge ? 'declined by the bank' : 'declined for want of a card')
    const nextCardOn = this.#isReplaced(tried?.before) ? this.#day : undefined
    if (account.unpaid) {
      const { since, cardOn } = account.unpaid
      const days = this.#day - since
      if (account.state === 'active' && cardOn === undefined && retryDays.includes(days))
        this.#saw(`retry on day ${days}`)
      account.unpaid.lastTry = this.#day
      account.unpaid.cardOn = nextCardOn
      return
    }
    this.#keeper.options.declined(account.id)
    this.#due('renew', account.end)
    account.lines = []
    this.#batch.owes(owed, 'declined')
    this.#keeper.addLine(account, owed, this.#batch, null, true)
    const [line] = account.lines
    if (line) {
      const day = this.#day
      const { unit, from } = owed
      account.unpaid = { line, unit, from, since: day, lastTry: day, cardOn: nextCardOn }
    }
    if (!expires) this.#batch.tells('renewalDeclined', account.owner, owed.net + owed.tax)
  }

  /** A card that was given while the one before it was tried is tried the same day. */
  #isReplaced(tried: Purchase | undefined): boolean {
    const card = this.#keeper.cardOf(this.#after.billingProfileId)
    const isReplaced = tried !== undefined && card !== null && card !== tried.paymentMethodId
    if (isReplaced) this.#saw('another card by the time of the decline')
    return isReplaced
  }

  #expired(): void {
    const account = this.#account
    const { unpaid, end } = account
    if (unpaid) {
      const lastTry = Math.max(...retryDays)
      if (this.#day < unpaid.since + lastTry) this.#breaks('nothing comes early', `expired ${this.#day}`)
      this.#saw('expired unpaid')
    } else {
      this.#due('expire', account.autoRenew ? undefined : end)
      account.lines = []
    }
    account.state = 'expired'
    account.expiredOn = this.#day
    this.#batch.tells('expired', account.owner)
  }

  #deleted(): void {
    const account = this.#account
    if (account.channel === 'trial') {
      const bought = this.#after.state === 'deleted' && this.#after.deletedBecause === 'purchased'
      if (bought) this.#saw('went on from a trial')
      else {
        this.#due('endTrial', account.end)
        this.#batch.tells('trialEnded', account.owner)
      }
    } else {
      this.#due('delete', account.state === 'disabled' ? account.disabledOn + disabledDays : undefined)
      this.#owesNoMore()
      this.#batch.tells('deleted', account.owner)
    }
    this.#isGone()
  }

  /** As on the day on which it was asked for. */
  #ended(): void {
    const account = this.#account
    const operation = this.#keeper.operation(this.#before.operationId)
    const { kind, createdAt = this.#event.at } = operation ?? ({} as Partial<Operation>)
    if (this.#after.state !== 'deleted') return
    this.#goesBack(giveUpAll(account, dayOf(createdAt)), this.#event.credited?.amount)
    this.#batch.tells(kind === 'moveUsers' ? 'cancelledByMove' : 'cancelled', account.owner)
    this.#saw(`ended: ${kind}`)
    this.#isGone()
  }

  #isGone(): void {
    this.#account.state = 'deleted'
    this.#account.lines = []
    this.#account.unpaid = undefined
  }

  /** What was declined is not owed any more. */
  #owesNoMore(): void {
    const account = this.#account
    if (!account.unpaid) return
    if (isOver(account, this.#day)) this.#saw('not owed any more, when the term was over')
    this.#saw('not owed any more')
    this.#batch.givesBack(giveUpAll(account, this.#day))
    account.lines = []
    account.unpaid = undefined
  }

  #goesBack(back: readonly GoesBack[], credited = 0): void {
    const total = back.reduce((sum, { net, tax }) => sum + net + tax, 0)
    if (total !== credited)
      this.#breaks('the history says what went back', `${credited} of ${total} on day ${this.#day}`)
    this.#batch.givesBack(back)
    if (back.length > 1) this.#saw('several lines go back')
    if (back.some(({ unpaid }) => unpaid)) this.#saw('a part is not owed any more')
  }

  #isCharged(amount: number | undefined): void {
    const told = this.#event.charged?.amount
    if (told !== amount) this.#breaks('the history says what was charged', `${told}, not ${amount}`)
  }

  #due(step: string, on: number | undefined): void {
    this.#saw(`due: ${step}`)
    if (on === undefined || this.#day < on)
      this.#breaks('nothing comes early', `${this.#account.id}: ${step} on day ${this.#day}, not on ${on}`)
  }

  #saw(what: string): void {
    this.#keeper.options.saw(what)
  }

  #breaks(invariant: string, seen: string): void {
    this.#keeper.options.breaks(invariant, `${this.#account.id}: ${seen}`)
  }
}
