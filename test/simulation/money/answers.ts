import { isRefusal } from '#core/kernel/refusals.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Reply } from '#functions/http/reply.ts'
import type { Services } from '#functions/jobs/job.ts'
import type { Ask } from '../calls.ts'
import type { Cloud } from '../cloud.ts'
import { count, type Tally } from '../faults.ts'
import { home } from '../known-ids.ts'
import type { MoneyLedger } from './ledger.ts'

/** Holds the answers that purchasers get to what there is, and to the answers that they got before. */
export class Answers {
  readonly #cloud: Cloud
  readonly #ledger: MoneyLedger
  readonly #tally: Tally
  /** By what was asked for: the body of the first good answer. */
  readonly #bodies = new Map<string, string>()

  constructor(cloud: Cloud, ledger: MoneyLedger, tally: Tally) {
    this.#cloud = cloud
    this.#ledger = ledger
    this.#tally = tally
  }

  /** The same request, whose answer is checked. `sameBody` names what gets the very same answer each time. */
  checked(ask: Ask, sameBody?: string): Ask {
    return async (services) => {
      const keys: string[] = []
      const reply = await ask({ ...services, payments: noting(services.payments, keys) })
      if (isRefusal(reply)) this.#refused(reply.refused, keys.at(-1))
      else this.#answered(reply, sameBody)
      return reply
    }
  }

  /** `key` is the last that the request tried. */
  #refused(code: string, key: string | undefined): void {
    count(this.#tally, `told ${code}`)
    if (key === undefined) return
    const status = this.#cloud.bank.booked.get(key)?.status
    const { settled, refunds } = this.#ledger.accounts.get(key) ?? {}
    if (code === 'PaymentDeclined' && (status !== 'declined' || settled)) {
      this.#cloud.breaks('who is told of a decline was not charged', `${key} is ${status}`)
    }
    if (code === 'PaymentRefunded' && !refunds?.size) {
      this.#cloud.breaks('who is told of a refund gets it', `${key} is ${status}`)
    }
  }

  #answered({ status, body }: Exclude<Reply, { refused: unknown }>, sameBody: string | undefined): void {
    const { id } = body as { readonly id: string }
    const kind = status === 201 ? 'subscription' : 'moreLicenses'
    count(this.#tally, `told ${status}`)
    const paid = [...this.#ledger.accounts.values()].some(
      ({ purchase, settled }) => settled && purchase.subscriptionId === id && purchase.kind === kind,
    )
    if (!paid && !this.#isFree(id, body))
      this.#cloud.breaks('who is told that they have it has paid for it', `${id} has not`)
    if (sameBody === undefined) return
    const text = JSON.stringify(body)
    const before = this.#bodies.get(sameBody)
    this.#bodies.set(sameBody, before ?? text)
    if (before === undefined) return
    count(this.#tally, 'answered again')
    if (before !== text) this.#cloud.breaks('a repeat gets the same answer', `${before} became ${text}`)
  }

  /** On the day on which a term is over nothing of it is left to pay for. */
  #isFree(id: string, body: unknown): boolean {
    const { totalLicenses } = body as { readonly totalLicenses: number }
    const subscription = this.#cloud.documents.peek<Subscription>(home, id)
    return (subscription?.orderHistory ?? []).some(
      (one) => one.event === 'quantityChanged' && !one.charged && one.totalLicenses === totalLicenses,
    )
  }
}

/** The same gateway, noting the keys that this one request tried. */
function noting(payments: Services['payments'], keys: string[]): Services['payments'] {
  return {
    ...payments,
    charge: (key, ...more) => {
      keys.push(key)
      return payments.charge(key, ...more)
    },
  }
}
