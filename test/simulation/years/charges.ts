import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Booked } from '../../support/simulated/payments.ts'
import type { Owed } from './account.ts'

/** What was written down under a key of the bank's. */
export interface ChargeRecord {
  readonly purchase: Purchase
  readonly owed: Owed
  readonly amount: number
  /** Who has the subscription at the time: nobody else's card is charged for it. */
  readonly owner: string
  settled: boolean
  /** What is written down to go back of it. */
  back: number
}

type Breaks = (invariant: string, seen: string) => void

/** Holds what the bank does against what was written down: at once, and to the cent when all has come to rest. */
export class Charges {
  readonly byKey = new Map<string, ChargeRecord>()
  readonly #booked: ReadonlyMap<string, Booked>
  readonly #breaks: Breaks
  readonly #paidTerms = new Map<string, string>()

  constructor(booked: ReadonlyMap<string, Booked>, breaks: Breaks) {
    this.#booked = booked
    this.#breaks = breaks
  }

  /** Told the moment that the bank has booked something. */
  booked(
    key: string,
    { status, amount, refunded, request }: Booked,
    ownerOf: (token: string) => string,
  ): void {
    if (status === 'void') return
    const charge = this.byKey.get(key)
    if (!charge) {
      this.#breaks('nothing is charged that is not written down', `${key}: ${amount}`)
      return
    }
    if (charge.amount !== amount)
      this.#breaks('what is charged is what it costs', `${key}: ${amount}, not ${charge.amount}`)
    const token = request.split(' ')[2] ?? ''
    if (refunded === 0 && ownerOf(token) !== charge.owner)
      this.#breaks('only the owner’s card is charged', `${key}: ${token}, not one of ${charge.owner}`)
    if (refunded > charge.back)
      this.#breaks('what goes back is written down', `${key}: ${refunded} of ${charge.back}`)
  }

  settles(key: string): void {
    const charge = this.byKey.get(key)
    if (!charge) return
    charge.settled = true
    if (this.#booked.get(key)?.status !== 'succeeded')
      this.#breaks('nobody has it for nothing', `${key} is ${this.#booked.get(key)?.status}`)
    if (charge.owed.what !== 'renewal') return
    const term = `${charge.purchase.subscriptionId} from day ${charge.owed.from}`
    const other = this.#paidTerms.get(term)
    if (other && other !== key)
      this.#breaks('a term is paid once', `${term}: under ${other} and under ${key}`)
    this.#paidTerms.set(term, key)
  }

  /** When nothing is under way any more. */
  checkAtRest(): void {
    for (const [key, { settled, amount, back }] of this.byKey) {
      const { status, refunded = 0 } = this.#booked.get(key) ?? {}
      const charged = status === 'succeeded' || status === 'refunded'
      if (charged && !settled && back !== amount)
        this.#breaks('nobody is charged for nothing', `${key}: ${back} of ${amount} goes back`)
      if (refunded !== back) this.#breaks('what is to go back goes back', `${key}: ${refunded} of ${back}`)
      if (settled && !charged) this.#breaks('nobody has it for nothing', `${key} is ${status}`)
    }
  }

  /** What the bank has of a subscription, and what it gave back. */
  sumsOf(subscriptionId: string): { readonly charged: number; readonly back: number } {
    let [charged, back] = [0, 0]
    for (const [key, { purchase, settled }] of this.byKey) {
      const booked = this.#booked.get(key)
      if (purchase.subscriptionId !== subscriptionId || !settled || !booked) continue
      charged += booked.amount
      back += booked.refunded
    }
    return { charged, back }
  }
}
