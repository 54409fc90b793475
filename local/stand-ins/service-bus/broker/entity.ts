import { type Changes, deadLetterReason, type Outcome } from '../amqp/outcome.ts'
import { deferredNotFound, notImplemented, Refusal, scheduledNotFound } from '../amqp/refusal.ts'
import { type Arrival, changeProperties } from '../amqp/sections.ts'
import type { EntitySettings, Tools } from './entity-settings.ts'
import { History } from './history.ts'
import { checkContent, checkIds, checkTogether } from './limits.ts'
import { Locks } from './locks.ts'
import { Matching } from './matching.ts'
import {
  expiresAt,
  type Message,
  type MessageRecord,
  messageState,
  type NewMessage,
  newLockToken,
  newMessage,
  restoredMessage,
} from './message.ts'
import { SequenceIndex } from './sequence-index.ts'
import { type SessionLock, Sessions, sessionLockLost } from './sessions.ts'

export interface DeferredOptions {
  readonly deletes: boolean
  readonly sessionId: string | undefined
  readonly linkName: string | undefined
}

/** A queue or the dead letters of one: what becomes of its messages. */
export class Entity {
  readonly path: string
  readonly deadLetters: Entity | undefined
  readonly sessions: Sessions | undefined
  readonly matching: Matching
  readonly #settings: EntitySettings
  readonly #tools: Tools
  readonly #index = new SequenceIndex()
  readonly #locks: Locks
  readonly #history: History | undefined
  #lastSequence: number

  constructor(path: string, settings: EntitySettings, deadLetters: Entity | undefined, tools: Tools) {
    this.path = path
    this.deadLetters = deadLetters
    this.#settings = settings
    this.#tools = tools
    this.#lastSequence = tools.journal.readSequence(path)
    if (settings.duplicateWindowMs !== undefined)
      this.#history = new History(path, settings.duplicateWindowMs, tools.journal)
    if (settings.requiresSession)
      this.sessions = new Sessions({
        lockDurationMs: settings.lockDurationMs,
        alarms: tools.alarms,
        giveBack: (messages, counted) => this.#giveBack(messages, counted),
        lockMoved: (message) => tools.journal.changed(message),
        storeState: (sessionId, state) => tools.journal.sessionState(path, sessionId, state),
      })
    this.#locks = new Locks({
      ...tools,
      durationMs: settings.lockDurationMs,
      sessions: this.sessions,
      onExpired: (message) => this.#failed(message),
    })
    this.matching = new Matching(this.sessions, {
      isDeliverable: (message) => !this.#expireWhenDue(message),
      takeOut: (message, { deletes }, holder) => this.#takeOut(message, deletes, holder),
    })
  }

  /** Matches messages and receivers before the turn ends, once however often it is asked for. */
  dispatchSoon(): void {
    this.#tools.turn.decide(this.#dispatch)
  }

  readonly #dispatch = (): void => this.matching.dispatch()

  /**
   * Takes up the state of the last run. Locks of a plain queue run on, so that a client that comes back can still
   * settle; those of sessions ended with their links, and what they held counts as delivered once more.
   */
  restore(): void {
    for (const { sessionId, state } of this.#tools.journal.sessionStates(this.path))
      this.sessions?.restoreState(sessionId, state)
    for (const record of this.#tools.journal.messages(this.path)) this.#restoreMessage(record)
  }

  /** Adds messages, all or none. A duplicate is taken and dropped; its sequence number leads nowhere. */
  accept(arrivals: readonly Arrival[]): number[] {
    if (this.#settings.requiresSession && arrivals.some(({ sessionId }) => sessionId === undefined))
      throw new Refusal(
        'amqp:not-allowed',
        'The SessionId was not set on a message, and it cannot be sent to the entity. Entities that have session support enabled can only receive messages that have the SessionId set to a valid value.',
      )
    for (const arrival of arrivals) {
      checkIds(arrival)
      checkContent(arrival.content, this.#lastSequence + 1)
    }
    const now = Date.now()
    return arrivals.map((arrival) => {
      const sequence = this.#nextSequence()
      if (!this.#history?.isDuplicate(arrival.messageId, now)) this.#accept(arrival, sequence, now)
      return sequence
    })
  }

  /** Takes back scheduled messages, all or none. */
  cancelScheduled(sequences: readonly number[]): void {
    const messages = sequences.map((sequence) => this.#inState(sequence, messageState.scheduled))
    const missing = sequences.filter((_, index) => !messages[index])
    if (missing.length > 0) throw scheduledNotFound(missing)
    for (const message of messages) if (message) this.#remove(message)
  }

  /** Hands out deferred messages, all or none, each once. */
  takeDeferred(
    sequences: readonly number[],
    options: DeferredOptions,
  ): { message: Message; token: string }[] {
    const { sessionId, linkName, deletes } = options
    const messages = [...new Set(sequences)].map((sequence) => {
      const message = this.#inState(sequence, messageState.deferred)
      if (!message || message.lock || (this.sessions && message.sessionId !== sessionId))
        throw deferredNotFound()
      return message
    })
    checkTogether(messages.map(({ content }) => content))
    const holder = sessionId === undefined ? undefined : this.sessions?.requireLock(sessionId, linkName)
    return messages.map((message) => ({ message, token: this.#takeOut(message, deletes, holder) }))
  }

  /** Messages in every state from a sequence number on, without touching them. */
  *peek(sequence: number, sessionId: string | undefined): Generator<Message> {
    for (const message of this.#index.from(sequence))
      if (sessionId === undefined || message.sessionId === sessionId) yield message
  }

  /** Ends a delivery; throws when its lock is not valid any more, or is not of the session that is named. */
  settle(token: string, outcome: Outcome, sessionId?: string): void {
    const message = this.#locks.heldBy(token)
    if (sessionId !== undefined && message.sessionId !== sessionId) throw sessionLockLost()
    if (outcome.kind === 'deadLetter' && !this.deadLetters)
      throw notImplemented('dead-lettering out of the dead letters')
    if ('changes' in outcome) this.#change(message, outcome.changes)
    this.#locks.release(message)
    this.#tools.turn.begin()
    if (outcome.kind === 'complete') this.#remove(message)
    else if (outcome.kind === 'deadLetter') this.#deadLetter(message, [])
    else if (outcome.kind === 'abandon') this.#failed(message)
    else if (outcome.kind === 'defer') this.#defer(message)
    else this.#makeAvailable(message) // Released: nobody has looked at it, and it is not counted.
  }

  /** Prolongs the lock of one message and says until when. */
  renewLock(token: string): number {
    return this.#locks.renew(token)
  }

  /** Takes in a dead letter; it keeps its sequence number, its time and its count. */
  adopt(message: NewMessage): void {
    this.#add({ ...message, entity: this.path, dueAt: undefined })
  }

  #accept(arrival: Arrival, sequence: number, now: number): void {
    const { content, sessionId, dueAt, ttlMs = Number.POSITIVE_INFINITY } = arrival
    this.#add({
      entity: this.path,
      sequence,
      sessionId,
      enqueuedAt: now,
      ttlMs: Math.min(ttlMs, this.#settings.defaultTtlMs),
      dueAt: dueAt !== undefined && dueAt > now ? dueAt : undefined,
      content,
      deliveryCount: 0,
    })
  }

  #takeOut(message: Message, deletes: boolean, holder: SessionLock | undefined): string {
    if (!deletes) return this.#locks.take(message, holder)
    this.#remove(message)
    return newLockToken()
  }

  #change(message: Message, changes: Changes): void {
    if (changes.length === 0) return
    const content = changeProperties(message.content, changes)
    checkContent(content, message.sequence)
    message.content = content
    if (message.stored === 'content') message.stored = 'old content'
  }

  /** Azure counts a deferral as a delivery, a dead-lettering not; so the last delivery cannot be deferred. */
  #defer(message: Message): void {
    message.state = messageState.deferred
    this.#failed(message)
  }

  /** A delivery without success: once more, or never again. */
  #failed(message: Message): void {
    message.deliveryCount += 1
    this.#tools.journal.changed(message)
    this.#tools.turn.begin()
    if (message.deliveryCount < this.#settings.maxDeliveryCount) this.#makeAvailable(message)
    else {
      const story = `Message could not be consumed after ${message.deliveryCount} delivery attempts.`
      this.#deadLetter(message, deadLetterReason('MaxDeliveryCountExceeded', story))
    }
  }

  #giveBack(messages: readonly Message[], counted: boolean): void {
    for (const message of messages) {
      this.#locks.release(message)
      if (counted) this.#failed(message)
      else this.#makeAvailable(message)
    }
    this.dispatchSoon()
  }

  /** A deferred message stays where it is: it is taken by its number only. */
  #makeAvailable(message: Message): void {
    if (this.#expireWhenDue(message) || message.state !== messageState.active) return
    this.matching.add(message)
    this.dispatchSoon()
  }

  #deadLetter(message: Message, changes: Changes): void {
    this.#remove(message)
    this.deadLetters?.adopt({ ...message, content: changeProperties(message.content, changes) })
  }

  /** Nothing expires in the dead letters, and what is locked expires when its lock ends. */
  #expireWhenDue(message: Message): boolean {
    if (message.gone || message.lock || !this.deadLetters || expiresAt(message) > Date.now()) return false
    const story = 'The message expired and was dead lettered.'
    if (this.#settings.deadLetterOnExpiry)
      this.#deadLetter(message, deadLetterReason('TTLExpiredException', story))
    else this.#remove(message)
    this.matching.lost(message)
    return true
  }

  #add(fields: NewMessage): void {
    const { entity, sequence, sessionId, enqueuedAt, ttlMs, dueAt, content, deliveryCount } = fields
    const message = newMessage({
      ...{ entity, sequence, sessionId, enqueuedAt, ttlMs, dueAt, content, deliveryCount },
    })
    this.#tools.journal.changed(message)
    this.#keep(message)
  }

  /** Files a new or restored message and sets its alarm. */
  #keep(message: Message): void {
    const { alarms, turn } = this.#tools
    this.#index.add(message)
    turn.begin()
    if (message.dueAt !== undefined) {
      message.alarm = alarms.at(message.dueAt, () => this.#activate(message))
      return
    }
    const end = this.deadLetters ? expiresAt(message) : Number.POSITIVE_INFINITY
    if (end < Number.POSITIVE_INFINITY) message.alarm = alarms.at(end, () => this.#expireWhenDue(message))
    if (!message.lock) this.#makeAvailable(message)
  }

  /** A scheduled message becomes active as a new one, with a new sequence number. */
  #activate(message: Message): void {
    this.#remove(message)
    this.#add({ ...message, sequence: this.#nextSequence(), enqueuedAt: Date.now(), dueAt: undefined })
  }

  #remove(message: Message): void {
    message.gone = true
    message.alarm?.cancel()
    this.#index.remove(message)
    this.#tools.journal.changed(message)
    this.#tools.turn.begin()
  }

  #inState(sequence: number, state: number): Message | undefined {
    const message = this.#index.get(sequence)
    return message?.state === state ? message : undefined
  }

  #nextSequence(): number {
    this.#lastSequence += 1
    this.#tools.journal.lastSequence(this.path, this.#lastSequence)
    return this.#lastSequence
  }

  #restoreMessage(record: MessageRecord): void {
    const message = restoredMessage(record)
    const { lockToken, lockedUntil } = record
    if (lockToken !== undefined && lockedUntil !== undefined)
      this.#locks.restore(message, lockToken, this.sessions ? 0 : lockedUntil)
    this.#keep(message)
  }
}
