import { Refusal } from '../amqp/refusal.ts'
import type { Alarm, Alarms } from './alarms.ts'
import type { SessionConsumer } from './consumer.ts'
import type { Message } from './message.ts'
import { Ready } from './ready.ts'

export interface SessionLock {
  readonly consumer: SessionConsumer
  until: number
  alarm: Alarm
  /** Delivered and not settled. */
  readonly held: Set<Message>
}

export interface Session {
  readonly id: string
  readonly ready: Ready
  state: Buffer | undefined
  lock: SessionLock | undefined
}

/** What the sessions need of their queue. */
export interface SessionHost {
  readonly lockDurationMs: number
  readonly alarms: Alarms
  /** Messages come back that were delivered and not settled; `counted` as failed deliveries or not. */
  giveBack(messages: readonly Message[], counted: boolean): void
  lockMoved(message: Message): void
  storeState(sessionId: string, state: Buffer | undefined): void
}

/** Who holds which session. A session exists by being spoken of, needs no message, and keeps its state without any. */
export class Sessions {
  readonly #host: SessionHost
  readonly #sessions = new Map<string, Session>()
  readonly #locked = new Set<Session>()

  constructor(host: SessionHost) {
    this.#host = host
  }

  get(id: string): Session {
    const known = this.#sessions.get(id)
    if (known) return known
    const session: Session = { id, ready: new Ready(), state: undefined, lock: undefined }
    this.#sessions.set(id, session)
    return session
  }

  /** Nothing is kept of a session that has no message, no state and no receiver. */
  forgetWhenIdle(id: string): void {
    const session = this.#sessions.get(id)
    if (session && !session.lock && session.ready.isEmpty && session.state === undefined)
      this.#sessions.delete(id)
  }

  get locked(): Iterable<Session> {
    return this.#locked
  }

  /** Locks this session, or says that somebody else has it. */
  acquire(id: string, consumer: SessionConsumer): void {
    const session = this.get(id)
    if (session.lock)
      throw new Refusal(
        'com.microsoft:session-cannot-be-locked',
        `The requested session '${id}' cannot be accepted. It may be locked by another receiver.`,
      )
    this.#lock(session, consumer)
  }

  /** Locks the free session with the oldest message; false when there is none. */
  acquireNext(consumer: SessionConsumer, oldest: (session: Session) => Message | undefined): boolean {
    let next: { session: Session; sequence: number } | undefined
    for (const session of this.#sessions.values()) {
      if (session.lock) continue
      const sequence = oldest(session)?.sequence ?? Number.POSITIVE_INFINITY
      if (sequence < (next?.sequence ?? Number.POSITIVE_INFINITY)) next = { session, sequence }
    }
    if (next) this.#lock(next.session, consumer)
    return next !== undefined
  }

  /** The receiver closed: the session is free at once, its unsettled messages come back uncounted. */
  release(id: string, consumer: SessionConsumer): void {
    const session = this.#sessions.get(id)
    if (session?.lock?.consumer === consumer) this.#unlock(session, { counted: false })
  }

  /** Throws unless this link (or anybody, when no link is named) holds the session. */
  requireLock(id: string, linkName: string | undefined): SessionLock {
    const lock = this.#sessions.get(id)?.lock
    if (!lock || (linkName !== undefined && lock.consumer.linkName !== linkName)) throw sessionLockLost()
    return lock
  }

  renew(id: string, linkName: string | undefined): number {
    const lock = this.requireLock(id, linkName)
    lock.alarm.cancel()
    lock.until = Date.now() + this.#host.lockDurationMs
    lock.alarm = this.#expireAt(this.get(id), lock.until)
    for (const message of lock.held) {
      if (message.lock) message.lock.until = lock.until
      this.#host.lockMoved(message)
    }
    return lock.until
  }

  state(id: string): Buffer | undefined {
    return this.get(id).state
  }

  setState(id: string, state: Buffer | undefined): void {
    this.get(id).state = state
    this.#host.storeState(id, state)
  }

  restoreState(id: string, state: Buffer): void {
    this.get(id).state = state
  }

  #lock(session: Session, consumer: SessionConsumer): void {
    const until = Date.now() + this.#host.lockDurationMs
    session.lock = { consumer, until, alarm: this.#expireAt(session, until), held: new Set() }
    this.#locked.add(session)
    consumer.granted(session.id, until)
  }

  #expireAt(session: Session, until: number): Alarm {
    return this.#host.alarms.at(until, () => {
      const consumer = session.lock?.consumer
      this.#unlock(session, { counted: true })
      consumer?.lost()
    })
  }

  #unlock(session: Session, options: { counted: boolean }): void {
    const lock = session.lock
    if (!lock) return
    lock.alarm.cancel()
    session.lock = undefined
    this.#locked.delete(session)
    this.#host.giveBack([...lock.held], options.counted)
    this.forgetWhenIdle(session.id)
  }
}

export function sessionLockLost(): Refusal {
  return new Refusal(
    'com.microsoft:session-lock-lost',
    'The session lock has expired on the MessageSession. Accept a new MessageSession.',
  )
}
