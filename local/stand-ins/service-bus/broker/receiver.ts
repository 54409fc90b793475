import { descriptor } from '../amqp/descriptors.ts'
import type { Link, LinkUser } from '../amqp/link.ts'
import { type Outcome, outcomes, readOutcome } from '../amqp/outcome.ts'
import { Refusal } from '../amqp/refusal.ts'
import { writeMessage } from '../amqp/sections.ts'
import { listItems, readDescribed } from '../amqp/slices.ts'
import * as amqp from '../amqp/values.ts'
import type { Alarm } from './alarms.ts'
import type { Consumer, SessionConsumer } from './consumer.ts'
import type { Entity } from './entity.ts'
import type { Tools } from './entity-settings.ts'
import { deliveryTag, type Message, stamp } from './message.ts'
import { type Sessions, sessionLockLost } from './sessions.ts'

/** One client gets so much in one turn of the event loop; then the others have theirs. */
const promisedMaxBytes = 2 ** 20

/** What Service Bus waits when the client does not say how long. */
const defaultSessionWaitMs = 65_000

/** Hands messages of an entity to a client and takes its decisions. */
export class Receiver implements Consumer, LinkUser {
  readonly deletes: boolean
  protected readonly link: Link
  protected readonly entity: Entity
  protected readonly tools: Tools
  readonly #tokens = new Map<number, string>()
  #promised = 0
  #promisedBytes = 0

  constructor(link: Link, entity: Entity, tools: Tools, deletes: boolean) {
    this.link = link
    this.entity = entity
    this.tools = tools
    this.deletes = deletes
  }

  start(): void {
    this.entity.matching.attach(this)
    this.link.open()
  }

  /** Deliveries that are decided and not yet written count already. */
  get credit(): number {
    return this.link.isOpen && !this.#isHeld ? this.link.credit - this.#promised : 0
  }

  get draining(): boolean {
    return this.link.draining && !this.#isHeld
  }

  /** Messages stay in the queue while the client does not read what it asked for. */
  get #isHeld(): boolean {
    return this.link.isFull || this.#promisedBytes >= promisedMaxBytes
  }

  /** The lock is stored before the message leaves: after a crash it comes back counted. */
  deliver(message: Message, lockToken: string): void {
    const bytes = writeMessage(message.content, stamp(message))
    this.#promised += 1
    this.#promisedBytes += bytes.length
    this.tools.turn.afterStored(() => {
      this.#promised -= 1
      if (!this.link.isOpen) return
      const id = this.link.send(bytes, { tag: deliveryTag(lockToken), settled: this.deletes })
      if (!this.deletes) this.#tokens.set(id, lockToken)
      if (this.#promised > 0) return
      if (this.#isHeld) this.entity.dispatchSoon()
      this.#promisedBytes = 0
    })
  }

  drained(): void {
    this.tools.turn.afterStored(() => {
      if (this.link.draining) this.link.drained()
    })
  }

  onFlow(): void {
    this.entity.dispatchSoon()
  }

  onDisposition(deliveryId: number, state: amqp.Raw | undefined, settled: boolean): void {
    const token = this.#tokens.get(deliveryId)
    if (token === undefined) return
    this.#tokens.delete(deliveryId)
    const answer = this.#settle(token, state)
    if (!(answer instanceof Refusal)) this.#answer(deliveryId, answer, settled)
    else if (!settled) this.#answer(deliveryId, outcomes.rejected(answer), settled)
    // It does not wait for a "no"; only what is not done here at all must not pass unheard.
    else if (answer.condition === 'amqp:not-implemented') throw answer
  }

  onClosed(): void {
    this.entity.matching.detach(this)
  }

  #answer(deliveryId: number, state: amqp.Raw, settled: boolean): void {
    if (!settled) this.tools.turn.afterStored(() => this.link.settle(deliveryId, state))
  }

  #settle(token: string, state: amqp.Raw | undefined): amqp.Raw | Refusal {
    try {
      const outcome = readOutcome(state)
      this.entity.settle(token, outcome)
      return echo(outcome)
    } catch (error) {
      if (error instanceof Refusal) return error
      throw error
    }
  }
}

/** Hands out one session: its link opens when the session is there. */
export class SessionReceiver extends Receiver implements SessionConsumer {
  readonly linkName: string
  readonly #sessions: Sessions
  #sessionId: string | undefined
  #patience: Alarm | undefined

  constructor(wish: { link: Link; deletes: boolean }, entity: Entity, sessions: Sessions, tools: Tools) {
    super(wish.link, entity, tools, wish.deletes)
    this.linkName = wish.link.name
    this.#sessions = sessions
  }

  acceptSession(id: string): void {
    this.#sessions.acquire(id, this)
    this.entity.dispatchSoon()
  }

  acceptNext(timeoutMs = defaultSessionWaitMs): void {
    this.#patience = this.tools.alarms.at(Date.now() + timeoutMs, () => {
      this.entity.matching.giveUpWaiting(this)
      this.link.refuse(new Refusal('com.microsoft:timeout', timedOut(timeoutMs)))
    })
    this.entity.matching.awaitSession(this)
    this.entity.dispatchSoon()
  }

  granted(sessionId: string, lockedUntil: number): void {
    this.#patience?.cancel()
    this.#sessionId = sessionId
    const until = [amqp.symbol('com.microsoft:locked-until-utc'), amqp.long(dotNetTicks(lockedUntil))]
    this.link.open({ source: sourceOf(this.link, sessionId), properties: amqp.map(until) })
  }

  lost(): void {
    this.link.refuse(sessionLockLost())
  }

  override onClosed(): void {
    this.#patience?.cancel()
    this.entity.matching.giveUpWaiting(this)
    if (this.#sessionId !== undefined) this.#sessions.release(this.#sessionId, this)
  }
}

function timedOut(afterMs: number): string {
  const time = new Date(Math.max(afterMs, 0)).toISOString().slice(11, 19)
  return `The operation did not complete within the allotted timeout of ${time}. The time allotted to this operation may have been a portion of a longer timeout. For more information on exception types and proper exception handling, please refer to https://aka.ms/ServiceBusExceptions .`
}

/** The answer has the outcome of the question. */
function echo(outcome: Outcome): amqp.Raw {
  if (outcome.kind === 'complete') return outcomes.accepted
  if (outcome.kind === 'release') return outcomes.released
  if (outcome.kind === 'deadLetter') return outcomes.deadLettered
  return outcomes.modified(outcome.kind === 'defer')
}

/** The source that the client asked for, with the session that it got. */
function sourceOf({ fields }: Link, sessionId: string): amqp.Raw {
  const asked = fields.source && readDescribed(fields.source)
  const items = asked ? listItems(asked.value) : []
  while (items.length <= filterAt) items.push(amqp.nil)
  items[filterAt] = amqp.map([amqp.symbol('com.microsoft:session-filter'), amqp.string(sessionId)])
  return amqp.described(descriptor.source, amqp.list(items))
}

/** The place of the filter among the fields of a source. */
const filterAt = 7

/** 100-nanosecond steps since the year 1. */
function dotNetTicks(epochMs: number): number {
  return epochMs * 10_000 + 621_355_968_000_000_000
}
