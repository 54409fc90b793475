import type { Charge, PaymentGateway } from '#core/ports/payments.ts'
import { type Booked, simulatedPayments } from '../../support/simulated/payments.ts'
import type { Chance } from '../chance.ts'
import { count, type Faults, type Tally, unavailable } from '../faults.ts'
import type { Task } from '../tasks.ts'
import type { Timeline } from '../timeline.ts'

export interface BankOptions {
  readonly timeline: Timeline
  readonly chance: Chance
  readonly faults: Faults
  readonly tally: Tally
  /** Takes as long as a call takes, or longer, and may be where the process dies. */
  pause(task: Task, point: string, moreMs: number): Promise<void>
  /** Notes that the error is thrown at the task, and gives it back. */
  strike<E extends Error>(task: Task, error: E): E
  trace(line: string): void
}

const minuteMs = 60_000
/** As the adapter waits for an answer. */
const timeoutMs = 5_000
/** As long as somebody who meets the timer needs to begin anew and charge. */
const metMaxMs = 200
/** Longer than the timer takes whoever set out to charge to be still on the way. */
const lateMaxMs = 14 * minuteMs

/** The payment gateway, and the way there: calls stand still, get lost on either leg, or arrive when nobody waits. */
export class Bank {
  /** Charges that nobody waits for any more and that have not arrived. */
  underWay = 0
  /** How often a charge does not get through, in seeds where some do not. */
  lostRate: number | undefined
  readonly booked: ReadonlyMap<string, Booked>
  /** Told at once of everything that happens to a key. */
  onBooked: (key: string, booked: Booked) => void = () => {}
  /** Says which charges the bank declines: by chance, where nobody says. */
  declines: (token: string) => boolean
  /** Says whether somebody meets the timer as it sets out to ask about a key, or to make it void. */
  isMet: (key: string, what: 'outcome' | 'void') => boolean = () => false
  readonly #gateway: PaymentGateway
  readonly #options: BankOptions

  constructor(options: BankOptions) {
    this.#options = options
    const { faults, tally, trace } = options
    this.declines = () => faults.strikes('declined')
    const { gateway, booked } = simulatedPayments({
      declines: (_key, token) => this.declines(token),
      onBooked: (key, charge) => {
        const { refunded, status } = charge
        const what = status === 'succeeded' && refunded > 0 ? 'partly refunded' : status
        count(tally, `bank ${what}`)
        trace(`bank: ${what} ${key}`)
        this.onBooked(key, charge)
      },
    })
    this.#gateway = gateway
    this.booked = booked
  }

  /** The gateway as one invocation sees it. */
  gatewayOf(task: Task): PaymentGateway {
    const gateway = this.#gateway
    return {
      lookUpCard: (token) => gateway.lookUpCard(token),
      charge: (...asked) => this.#charge(task, ...asked),
      outcome: (key) => this.#call(task, 'outcome', () => gateway.outcome(key), this.isMet(key, 'outcome')),
      voidKey: (key) => this.#call(task, 'void', () => gateway.voidKey(key), this.isMet(key, 'void')),
      refund: (order) => this.#call(task, 'refund', () => gateway.refund(order)),
      updateCard: (...asked) => this.#call(task, 'card update', () => gateway.updateCard(...asked)),
    }
  }

  async #charge(task: Task, ...asked: Parameters<PaymentGateway['charge']>): Promise<Charge> {
    const { chance, faults, tally } = this.#options
    const stalls = faults.strikes('chargeStalls')
    await this.#pause(task, 'before charge', stalls ? chance.whole(minuteMs, lateMaxMs) : 0)
    if (faults.strikes('gatewayAway', this.lostRate)) throw this.#struck(task)
    if (faults.strikes('chargeLate', this.lostRate)) {
      this.#arriveLater(asked)
      await this.#pause(task, 'after a charge timed out', timeoutMs)
      return { charged: 'unknown' }
    }
    const charge = await this.#gateway.charge(...asked)
    await this.#pause(task, 'after charge', 0)
    if (!faults.strikes('gatewayAnswerLost')) return charge
    count(tally, 'answer to a charge lost')
    return { charged: 'unknown' }
  }

  #arriveLater(asked: Parameters<PaymentGateway['charge']>): void {
    const { chance, timeline } = this.#options
    this.underWay += 1
    const lateMs = chance.happens(0.5) ? chance.whole(1, 2 * minuteMs) : chance.whole(1, lateMaxMs)
    timeline.after(lateMs, async () => {
      this.underWay -= 1
      await this.#gateway.charge(...asked)
    })
  }

  /** Everything but a charge: what gave no answer throws, done or not. Who is met waits a moment longer for the answer. */
  async #call<T>(task: Task, what: string, effect: () => Promise<T>, isMet = false): Promise<T> {
    const { chance, faults, tally } = this.#options
    await this.#pause(task, `before ${what}`, 0)
    if (faults.strikes('gatewayAway')) throw this.#struck(task)
    const done = await effect()
    await this.#pause(task, `after ${what}`, isMet ? chance.whole(1, metMaxMs) : 0)
    if (!faults.strikes('gatewayAnswerLost')) return done
    count(tally, `answer to a ${what} lost`)
    throw this.#struck(task)
  }

  #pause(task: Task, point: string, moreMs: number): Promise<void> {
    const { chance, faults, pause } = this.#options
    const slowMs = faults.strikes('gatewaySlow') ? chance.whole(50, timeoutMs) : 0
    return pause(task, point, slowMs + moreMs)
  }

  #struck(task: Task) {
    return this.#options.strike(task, unavailable())
  }
}
