import type { SubscriptionId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { Reply } from '#functions/http/reply.ts'
import { guid } from '../../support/builders.ts'
import {
  type Ask,
  askToBuy,
  askToBuyCentrally,
  askToCancel,
  askToLower,
  askToMove,
  askToRaise,
  askToSwitchRenewal,
  askToTakeControl,
} from '../calls.ts'
import type { Chance } from '../chance.ts'
import type { Clients } from '../clients.ts'
import type { Cloud } from '../cloud.ts'
import type { Faults } from '../faults.ts'
import { farTarget } from '../known-ids.ts'
import type { Answers } from './answers.ts'
import type { MoneyLedger } from './ledger.ts'
import { repeatsFrom, type Shopping } from './plot.ts'
import type { Purchaser, Shop } from './shop.ts'

export interface ShoppingContext {
  readonly chance: Chance
  readonly clients: Clients
  readonly answers: Answers
  readonly ledger: MoneyLedger
  readonly cloud: Cloud
  readonly faults: Faults
  readonly shop: Shop
  readonly shopping: Shopping
  /** Hears the answer to whoever asked for a job. */
  readonly accepted: (reply: Reply | undefined) => void
}

const product = 'CFQ7TTC0H9MP'
const minuteMs = 60_000
/** Who is told of a decline may ask again, under the same id. */
const retriesMax = 3

/** What purchasers do with their cards, and the administrators who reach for what they have. */
export class Shoppers {
  /** Moves and cancels that were asked for, repeats aside. */
  jobs = 0
  readonly #context: ShoppingContext
  /** What each buyer may ask again, by who they are. */
  readonly #repeatable = new Map<string, () => void>()

  constructor(context: ShoppingContext) {
    this.#context = context
    context.cloud.bank.isMet = (key, what) => this.#meetsTimer(key, what)
  }

  goShopping(): void {
    const { shop, shopping } = this.#context
    for (const [number, buyer] of shop.buyers.entries()) this.#buys(buyer, number)
    for (const { person, subscription } of shop.owners) {
      this.#raises(person, subscription.id, subscription.seats.total)
      this.#mayLose(subscription.id, farTarget)
      this.#maySwitchRenewal(person, subscription.id)
    }
    for (let number = 0; number < shopping.central; number += 1) this.#buysCentrally(number)
  }

  /** One purchase, repeated under one id; then more licences of what was bought. */
  #buys({ person, card }: Purchaser, number: number): void {
    const { answers, chance, clients } = this.#context
    const totalLicenses = chance.whole(1, 9)
    const body = { productId: product, channel: 'selfService', totalLicenses, paymentMethodId: card.id }
    const repeat = chance.happens(0.9) ? guid<string>(9, 0x50 + number) : undefined
    const ask = answers.checked(askToBuy(person, body, repeat), repeat)
    let bought = false
    let retriesLeft = repeat ? retriesMax : 0
    const heard = (reply: Reply | undefined) => {
      if (isRefusal(reply) && reply.refused === 'PaymentDeclined' && retriesLeft > 0) {
        retriesLeft -= 1
        clients.request('buy', chance.whole(1, 500), () => ask, heard)
      }
      if (bought || !reply || isRefusal(reply)) return
      bought = true
      const { id } = reply.body as { readonly id: SubscriptionId }
      if (chance.happens(0.3)) this.#raises(person, id, totalLicenses)
      if (chance.happens(0.4)) this.#lowers(person, id)
      this.#mayLose(id, undefined)
    }
    const once = (withinMs: number) => clients.request('buy', chance.whole(1, withinMs), () => ask, heard, 1)
    // Who sends no id for repeats is charged for each try.
    if (repeat) {
      this.#repeatable.set(person.userId, () => once(50))
      this.#repeatedly('buy', () => ask, heard)
    } else once(50)
  }

  /** Now and then somebody repeats their request just while the timer is at work on it. */
  #meetsTimer(key: string, what: 'outcome' | 'void'): boolean {
    const { chance, faults, ledger } = this.#context
    const again = this.#repeatable.get(ledger.accounts.get(key)?.purchase.by.id ?? '')
    if (!again || faults.over || !chance.happens(what === 'void' ? 0.8 : 0.1)) return false
    again()
    return true
  }

  /** One raise after the other; now and then two at once, of which one has to give way. */
  #raises(person: User, id: SubscriptionId, total: number, raises = 1): void {
    const { answers, chance, clients } = this.#context
    const version: { ofThen?: string } = {}
    const more = total + chance.whole(1, 5)
    const ask = () => answers.checked(askToRaise(person, id, more, version, chance.happens(0.5)))
    if (chance.happens(0.2)) {
      const other = answers.checked(askToRaise(person, id, more + 10, version, true))
      clients.request('raise at the same time', chance.whole(1, 100), () => other)
    }
    this.#repeatedly('raise', ask, undefined, () => {
      if (raises < 2 && chance.happens(0.3)) this.#raises(person, id, more + 20, raises + 1)
    })
  }

  /** Now and then several times, so that a charge goes back in parts. */
  #lowers(person: User, id: SubscriptionId): void {
    const { chance, clients } = this.#context
    for (let times = chance.whole(1, 3); times > 0; times -= 1) {
      const ask = () => askToLower(person, id, chance.whole(1, 4))
      clients.request('lower', chance.whole(1, chance.pick([500, 5_000, 5 * minuteMs])), ask)
    }
  }

  /** Perhaps just while the term is renewed, or after it was declined. */
  #maySwitchRenewal(person: User, id: SubscriptionId): void {
    const { chance, clients } = this.#context
    if (chance.happens(0.6)) return
    for (let times = chance.whole(1, 2); times > 0; times -= 1) {
      const ask = () => askToSwitchRenewal(person, id, chance.happens(0.4))
      clients.request('switch renewal', chance.whole(1, 3 * minuteMs), ask)
    }
  }

  /** An administrator takes control at some time, and may want it emptied. */
  #mayLose(id: SubscriptionId, into: SubscriptionId | undefined): void {
    const { accepted, chance, clients } = this.#context
    if (chance.happens(0.5)) return
    const atMs = chance.happens(0.6) ? chance.whole(1, 2_000) : chance.whole(1, 12 * minuteMs)
    clients.request('take control', atMs, () => askToTakeControl(id))
    if (chance.happens(0.3)) return
    this.jobs += 1
    const repeat = guid<string>(9, 0x70 + this.jobs)
    const ask = into && chance.happens(0.5) ? askToMove(id, into, undefined, repeat) : askToCancel(id, repeat)
    clients.request('job on what is bought', atMs + chance.whole(0, 3_000), () => ask, accepted)
  }

  /** On the agreement. Without an id for repeats each try is told apart by the site it came from. */
  #buysCentrally(number: number): void {
    const { chance, clients } = this.#context
    const repeat = chance.happens(0.3) ? guid<string>(9, 0x90 + number) : undefined
    let tries = 0
    const ask = () => {
      tries += 1
      const source = `https://site.example/${number}${repeat ? '' : `/${tries}`}`
      return askToBuyCentrally({ productId: product, channel: 'central', totalLicenses: 3, source }, repeat)
    }
    clients.request('buy centrally', chance.whole(1, 2_000), ask)
  }

  /** Several at once, and again when they are long answered. */
  #repeatedly(
    name: string,
    ask: () => Ask,
    heard: (reply: Reply | undefined) => void = () => {},
    whenAllDone: () => void = () => {},
  ): void {
    const { chance, clients } = this.#context
    const { atOnceMs, laterMs, tries } = repeatsFrom(chance)
    const firstMs = chance.whole(1, 50)
    let open = 1 + atOnceMs.length + laterMs.length
    const request = (delayMs: number, more: () => void) =>
      clients.request(name, delayMs, ask, (reply) => whenDone(reply, more), tries)
    const whenDone = (reply: Reply | undefined, more: () => void) => {
      heard(reply)
      more()
      open -= 1
      if (open === 0) whenAllDone()
    }
    request(firstMs, () => {
      for (const delayMs of laterMs) request(delayMs, () => {})
    })
    for (const delayMs of atOnceMs) request(firstMs + delayMs, () => {})
  }
}
