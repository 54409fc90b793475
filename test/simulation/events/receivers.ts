import type { WebhookAnswer, WebhookRequest, Webhooks } from '#core/ports/webhooks.ts'
import type { CloudEvent } from '#core/webhooks/event.ts'
import type { Chance } from '../chance.ts'
import type { Cloud } from '../cloud.ts'
import { count, type Faults, type Tally } from '../faults.ts'
import type { Task } from '../tasks.ts'
import type { EventLedger } from './ledger.ts'

/** How often a call of a receiver goes wrong, of a hundred; a seed has some of them. */
const rates = {
  /** Nobody answers, for ten seconds. */
  hangs: 6,
  /** The event is taken, and the answer never comes. */
  answerLost: 8,
  notThere: 8,
  overloaded: 5,
  refuses: 8,
  gone: 3,
  doesNotWantAny: 20,
} as const
type ReceiverFault = keyof typeof rates

const timeoutMs = 10_000

/** Systems of customers, each with moods of its own. An address is `https://{tenantId}/{webhookId}`. */
export class Receivers {
  readonly #chance: Chance
  readonly #faults: Faults
  readonly #tally: Tally
  readonly #on: ReadonlySet<ReceiverFault>
  ledger: EventLedger | undefined

  constructor(chance: Chance, faults: Faults, tally: Tally) {
    this.#chance = chance
    this.#faults = faults
    this.#tally = tally
    const all = Object.keys(rates) as ReceiverFault[]
    this.#on = new Set(all.filter(() => chance.happens(0.5)))
  }

  seenBy(task: Task, cloud: Cloud): Webhooks {
    return {
      isRefused: () => false,
      newSecret: () => 'whsec_c2VjcmV0',
      ask: async () => {
        await cloud.reach(task, 'handshake')
        if (this.#strikes('notThere')) return { problem: 'noConnection', allowed: false }
        return { status: 200, allowed: !this.#strikes('doesNotWantAny') }
      },
      post: (address, request) => this.#post(task, cloud, address, request),
    }
  }

  async #post(task: Task, cloud: Cloud, address: string, request: WebhookRequest): Promise<WebhookAnswer> {
    await cloud.reach(task, 'before an event')
    if (this.#strikes('notThere')) return { problem: 'noConnection' }
    if (this.#strikes('hangs')) {
      await cloud.reach(task, 'an event hangs', timeoutMs)
      return { problem: 'noAnswerInTime' }
    }
    const [tenantId = '', webhookId = ''] = address.replace('https://', '').split('/')
    const event = JSON.parse(request.body) as CloudEvent
    if (request.id !== event.id) cloud.breaks('one id', `${request.id} and ${event.id}`)
    this.ledger?.came(tenantId, webhookId, event)
    count(this.#tally, 'event came')
    if (this.#strikes('overloaded')) return { status: 503, retryAfterMs: this.#chance.whole(0, 60_000) }
    if (this.#strikes('refuses')) return { status: 500 }
    if (this.#strikes('gone')) return { status: 410 }
    const isLost = this.#strikes('answerLost')
    this.ledger?.taken(tenantId, webhookId, event)
    count(this.#tally, 'event taken')
    cloud.trace(`${task.name}: ${event.type} taken by ${webhookId}`)
    await cloud.reach(task, 'after an event', isLost ? timeoutMs : 0)
    return isLost ? { problem: 'noAnswerInTime' } : { status: 204 }
  }

  #strikes(fault: ReceiverFault): boolean {
    if (this.#faults.over || !this.#on.has(fault)) return false
    if (!this.#chance.happens(rates[fault] / 100)) return false
    count(this.#tally, `receiver ${fault}`)
    return true
  }
}
