import type { PaymentMethodId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Reply } from '#functions/http/reply.ts'
import { guid, userId } from '../../support/builders.ts'
import type { Ask } from '../calls.ts'
import type { Chance } from '../chance.ts'
import type { Clients } from '../clients.ts'
import type { Cloud } from '../cloud.ts'
import { count, type Tally } from '../faults.ts'
import { home, theAdmin } from '../known-ids.ts'
import { dueOf } from './account.ts'
import {
  askForNewCard,
  askToAssign,
  askToBuy,
  askToCancel,
  askToChange,
  askToMove,
  askToPay,
  askToTakeControl,
  askToTransfer,
  type Person,
} from './asks.ts'
import type { Auditor } from './auditor.ts'
import { dayMs, hourMs } from './calendar.ts'
import type { PriceList } from './price-list.ts'
import { type Lasting, newCard, type Town } from './town.ts'

export interface StoryContext {
  readonly chance: Chance
  readonly cloud: Cloud
  readonly clients: Clients
  readonly auditor: Auditor
  readonly prices: PriceList
  readonly tally: Tally
  readonly town: Town
  readonly lasting: Lasting
}

const monthly = ['CFQ7TTC0HDB1', 'CFQ7TTC0RM8K', 'CFQ7TTC0HD33'] as const
const yearly = ['CFQ7TTC0H9MP', 'CFQ7TTC0HD32'] as const
const withTrial: readonly string[] = [...monthly, 'CFQ7TTC0HD32']

const acts = [
  'raise',
  'raise',
  'raise',
  'lower',
  'lower',
  'lower',
  'switch renewal',
  'switch renewal',
  'cancel',
  'take control and cancel',
  'take control and move',
  'take control and move',
  'transfer',
  'new card',
  'new card',
  'leave',
  'price',
] as const
/** What nobody can do to a central purchase. */
const ofPurchasers: readonly Act[] = [
  'take control and cancel',
  'take control and move',
  'transfer',
  'leave',
  'new card',
]
const lately = [
  'raise',
  'lower',
  'lower',
  'cancel',
  'take control and move',
  'take control and move',
] as const
const withJob: readonly Act[] = ['cancel', 'take control and cancel', 'take control and move']
const answersToDecline = [
  'pay by hand',
  'pay by hand',
  'pay by hand',
  'new card',
  'new card',
  'new card',
  'lower',
  'switch renewal',
  'cancel',
  'take control and cancel',
  'transfer',
] as const satisfies readonly Act[]
export type Act = (typeof acts)[number] | 'pay by hand'
export const allActs: readonly Act[] = [...new Set([...acts, ...answersToDecline])]

/** Something that somebody does at some time. */
interface Planned {
  readonly atMs: number
  readonly act: () => void
}

/** What people do over the years: drawn before, done when the time has come, to whatever there is by then. */
export class Story {
  readonly #context: StoryContext
  readonly #planned: Planned[] = []
  #requests = 0
  readonly #left = new Set<string>()
  readonly #firstMs: number

  constructor(context: StoryContext) {
    this.#context = context
    const { chance, lasting } = context
    this.#firstMs = chance.whole(0, dayMs)
    const purchases = chance.pick([1, 1, 1, 1, 2, 2, 3, 4])
    // What is bought at the same time renews at the same time.
    const together = chance.happens(0.4)
    for (let number = 0; number < purchases; number += 1)
      this.#plan(number === 0 || together ? 0 : chance.whole(0, 25), () => this.#buys())
    for (let number = chance.whole(1, 6); number > 0; number -= 1) {
      const afterDays = chance.whole(1, lasting.days)
      // Now and then two at once, of the same subscription or of two.
      const atOnce = Array.from({ length: chance.happens(0.25) ? 2 : 1 }, () => chance.pick(acts))
      const meets = chance.happens(atOnce.some((act) => withJob.includes(act)) ? 0.6 : 0.3)
      this.#plan(afterDays, () => {
        for (const act of atOnce) {
          if (meets) this.#meetsTheClock(act)
          else this.#do(act)
        }
      })
    }
  }

  nextAtMs(): number | undefined {
    return this.#planned[0]?.atMs
  }

  /** Does what its time has come for. */
  act(nowMs: number): void {
    while ((this.#planned[0]?.atMs ?? Number.POSITIVE_INFINITY) <= nowMs) this.#planned.shift()?.act()
  }

  /** At any time of that day; now and then around midnight, when clocks do not agree on the day. */
  #plan(afterDays: number, act: () => void): void {
    const { chance, lasting } = this.#context
    const midnightMs = (lasting.fromDay + afterDays) * dayMs
    if (afterDays === 0) {
      this.#add(midnightMs + this.#firstMs + chance.whole(0, 2_000), act)
      return
    }
    const atMs =
      midnightMs + (chance.happens(0.25) ? chance.whole(-360_000, 360_000) : chance.whole(0, dayMs))
    this.#add(Math.max(atMs, lasting.fromDay * dayMs), act)
  }

  #add(atMs: number, act: () => void): void {
    this.#planned.push({ atMs, act })
    this.#planned.sort((a, b) => a.atMs - b.atMs)
  }

  #buys(): void {
    const { chance, town } = this.#context
    const productId = chance.happens(this.#context.lasting.days > 300 ? 0.8 : 0.1)
      ? chance.pick(yearly)
      : chance.pick(monthly)
    const seats = chance.whole(1, 9)
    if (chance.happens(0.2)) {
      this.#buysAs(theAdmin, { productId, channel: 'central', totalLicenses: seats })
      return
    }
    // The first one has a card.
    const person = chance.happens(0.6) ? (town.people[0] as User) : chance.pick(town.people)
    const card = this.#cardOf(person.userId)
    if (!card) return
    const body = { productId, channel: 'selfService', totalLicenses: seats, paymentMethodId: card }
    if (!withTrial.includes(productId) || !chance.happens(0.35)) {
      this.#buysAs(person, body)
      return
    }
    this.#buysAs(person, { productId, channel: 'trial' }, (fromTrial) => {
      if (!chance.happens(0.6)) return
      const afterMs = chance.whole(1, 29) * dayMs + chance.whole(-hourMs, hourMs)
      this.#add(this.#context.cloud.timeline.nowMs + afterMs, () =>
        this.#buysAs(person, { ...body, fromTrial }),
      )
    })
  }

  #buysAs(person: Person, body: object, bought: (id: string) => void = () => {}): void {
    const { channel } = body as { readonly channel: string }
    const name = 'fromTrial' in body ? 'buy from trial' : channel === 'selfService' ? 'buy' : `buy ${channel}`
    this.#ask(name, askToBuy(person, body, this.#repeat()), (reply) => {
      if (!reply || isRefusal(reply)) return
      const { id } = reply.body as { readonly id: string }
      bought(id)
      const { chance } = this.#context
      if (channel === 'trial' || !chance.happens(0.5)) return
      this.#ask('assign', askToAssign(person, id, [userId(0x50), userId(0x51)].slice(0, chance.whole(1, 2))))
      // What was bought lately is what may go back.
      if (chance.happens(0.5)) this.#soon(id, chance.pick(lately))
    })
  }

  #soon(id: string, act: Act): void {
    const { chance, cloud } = this.#context
    const afterMs = chance.whole(0, 9) * dayMs + chance.whole(0, dayMs)
    this.#add(cloud.timeline.nowMs + afterMs, () => this.#do(act, id))
  }

  /** Does it just when time does something to the same subscription. */
  #meetsTheClock(act: Act): void {
    const { auditor, chance } = this.#context
    const id = this.#anyone(act)
    const account = auditor.accounts.get(id ?? '')
    const due = account && dueOf(account)
    if (!id || !due) return
    const isAnnounced = due.step === 'announce' && chance.happens(0.7)
    const on = isAnnounced ? account.end : due.on
    const apartMs = chance.pick([chance.whole(-1_000, 300), chance.whole(0, 3_000), chance.whole(0, 40_000)])
    this.#add(on * dayMs + apartMs, () => this.#do(act, id))
  }

  /** Somebody does something about what could not be charged: in time, when it has expired, or later still. */
  declined(id: string): void {
    const { chance, cloud } = this.#context
    if (chance.happens(0.35)) return
    const afterDays = chance.pick([
      chance.whole(0, 8),
      chance.whole(0, 8),
      chance.whole(9, 37),
      chance.whole(38, 125),
      chance.whole(38, 125),
    ])
    const afterMs = afterDays * dayMs + chance.whole(0, dayMs)
    const act = chance.pick(answersToDecline)
    this.#add(cloud.timeline.nowMs + afterMs, () => this.#do(act, id))
  }

  #do(act: Act, id = this.#anyone(act)): void {
    const { auditor, chance, prices, tally } = this.#context
    const subscription = auditor.subscription(id ?? '')
    if (!id || !subscription || (subscription.state === 'deleted' && chance.happens(0.9))) return
    count(tally, `act: ${act}`)
    const owner = this.#ownerOf(subscription)
    switch (act) {
      case 'raise': {
        const total = subscription.seats.total + chance.pick([1, 2, chance.whole(1, 5)])
        this.#ask(
          'raise',
          askToChange(owner, id, () => ({ totalLicenses: total })),
        )
        if (chance.happens(0.5)) this.#soon(id, chance.pick(['raise', 'raise', 'lower', 'lower'] as const))
        return
      }
      case 'lower': {
        const { assigned, total } = subscription.seats
        const less = Math.max(1, assigned, total - chance.whole(1, 7))
        this.#ask(
          'lower',
          askToChange(owner, id, () => ({ totalLicenses: less })),
        )
        return
      }
      case 'switch renewal': {
        const autoRenew = !subscription.autoRenew
        this.#ask(
          'switch renewal',
          askToChange(owner, id, () => ({ autoRenew })),
        )
        if (chance.happens(0.3)) this.#soon(id, 'switch renewal')
        return
      }
      case 'cancel':
        this.#ask('cancel', askToCancel(owner, id, this.#repeat()))
        return
      case 'take control and cancel':
        this.#ask('take control', askToTakeControl(id), () =>
          this.#ask('cancel as administrator', askToCancel(theAdmin, id, this.#repeat())),
        )
        return
      case 'take control and move':
        this.#moves(subscription)
        return
      case 'transfer': {
        const { userId: to } = chance.pick(this.#context.town.people)
        this.#ask('transfer', askToTransfer(id, to))
        return
      }
      case 'new card':
        this.#newCard(subscription)
        return
      case 'pay by hand':
        this.#pays(subscription)
        return
      case 'leave':
        this.#leaves(subscription)
        return
      case 'price':
        prices.change(subscription.productId, subscription.channel, chance.whole(300, 40_000))
        return
    }
  }

  #moves({ id, productId }: Subscription): void {
    const { auditor } = this.#context
    const others = [...auditor.accounts.values()].filter(
      (one) => one.productId === productId && one.channel === 'central' && one.state === 'active',
    )
    const move = (to: string) =>
      this.#ask('take control', askToTakeControl(id), () =>
        this.#ask('move users', askToMove(id, to, this.#repeat())),
      )
    const [target] = others
    if (target && target.id !== id) move(target.id)
    else this.#buysAs(theAdmin, { productId, channel: 'central', totalLicenses: 9 }, move)
  }

  #newCard({ purchaserId, billingProfileId }: Subscription): void {
    const owner = this.#person(purchaserId)
    if (billingProfileId === null || !owner) return
    this.#addsCard(owner, (cardId) => this.#ask('new card', askForNewCard(owner, billingProfileId, cardId)))
  }

  /** With the card that was declined, which may be good by now, or with another one. */
  #pays({ id, purchaserId }: Subscription): void {
    const owner = this.#person(purchaserId)
    if (!owner) return
    if (this.#context.chance.happens(0.4)) this.#ask('pay by hand', askToPay(owner, id, this.#repeat()))
    else
      this.#addsCard(owner, (cardId) => this.#ask('pay by hand', askToPay(owner, id, this.#repeat(), cardId)))
  }

  #addsCard(owner: User, whenAdded: (cardId: PaymentMethodId) => void): void {
    const { chance, cloud, lasting, town } = this.#context
    const fromDay = Math.floor(cloud.timeline.nowMs / dayMs)
    const { document } = newCard(chance, town.cards, owner.userId, { ...lasting, fromDay })
    // As when it was added before: that by itself changes nothing.
    const added: Ask = async ({ documents }) => {
      await documents.commit(home, [{ kind: 'upsert', document }])
      return { status: 201 }
    }
    this.#ask('add card', added, (reply) => {
      if (reply && !isRefusal(reply)) whenAdded(document.id)
    })
  }

  /** Somebody's account is removed; what is theirs is mostly given to somebody else. */
  #leaves({ id, purchaserId }: Subscription): void {
    if (this.#left.size > 0 || purchaserId === theAdmin.userId) return
    this.#left.add(purchaserId)
    this.#ask('leave', this.#leaving(purchaserId), () => this.#inherits(id, purchaserId))
  }

  #leaving(purchaserId: string): Ask {
    return async ({ documents }) => {
      await documents.commit(home, [{ kind: 'delete', id: `user:${purchaserId}` }])
      return { status: 204 }
    }
  }

  #inherits(id: string, purchaserId: string): void {
    const { chance, town } = this.#context
    const heirs = town.people.filter((person) => person.userId !== purchaserId)
    if (chance.happens(0.7)) {
      const { userId: heir } = chance.pick(heirs)
      this.#ask('transfer', askToTransfer(id, heir))
    }
  }

  #ask(name: string, ask: Ask, whenDone: (reply: Reply | undefined) => void = () => {}): void {
    const { chance, clients, tally } = this.#context
    clients.request(
      name,
      chance.whole(0, 50),
      () => ask,
      (reply) => {
        if (isRefusal(reply)) count(tally, `told ${name}: ${reply.refused}`)
        whenDone(reply)
      },
      chance.pick([1, 4, 12]),
    )
  }

  #repeat(): string {
    this.#requests += 1
    return guid<string>(9, this.#requests)
  }

  /** One with which that can mostly be done. */
  #anyone(act: Act): string | undefined {
    const { auditor, chance } = this.#context
    const all = [...auditor.accounts.values()]
    const alive = all.filter(({ state, channel }) => state !== 'deleted' && channel !== 'trial')
    const bought = alive.filter(({ channel }) => channel === 'selfService')
    const expired = alive.filter(({ state }) => state === 'expired')
    const from = !ofPurchasers.includes(act) || bought.length === 0 ? alive : bought
    if (expired.length > 0 && act === 'switch renewal') return chance.pick(expired).id
    return from.length === 0 ? undefined : chance.pick(from).id
  }

  #ownerOf({ channel, controlledBy, purchaserId }: Subscription): Person {
    const isAdministrators = channel === 'central' || controlledBy !== null
    if (isAdministrators) return theAdmin
    return this.#person(purchaserId) ?? theAdmin
  }

  #person(userId: string): User | undefined {
    return this.#context.town.people.find((person) => person.userId === userId)
  }

  #cardOf(owner: string): string | undefined {
    const own = [...this.#context.town.cards.values()].filter(({ document }) => document.ownerId === owner)
    return own.at(-1)?.document.id as PaymentMethodId | undefined
  }
}
