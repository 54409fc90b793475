import { messageLockLost, notImplemented } from '../amqp/refusal.ts'
import type { Alarms } from './alarms.ts'
import type { Journal } from './journal.ts'
import { type Message, newLockToken } from './message.ts'
import { type SessionLock, type Sessions, sessionLockLost } from './sessions.ts'

export interface LockTools {
  readonly durationMs: number
  readonly alarms: Alarms
  readonly journal: Journal
  /** Present on a queue with sessions: there the session is locked, and its messages with it. */
  readonly sessions: Sessions | undefined
  /** The message is free again, because nobody settled it in time. */
  onExpired(message: Message): void
}

/** Which messages of one entity are out with a receiver, under which token and until when. */
export class Locks {
  readonly #tools: LockTools
  readonly #messages = new Map<string, Message>()

  constructor(tools: LockTools) {
    this.#tools = tools
  }

  /** Locks for a receiver; `holder` is the lock of its session. */
  take(message: Message, holder: SessionLock | undefined): string {
    const token = newLockToken()
    if (!holder) this.#lock(message, token, this.#fullTime())
    else {
      message.lock = { token, until: holder.until, alarm: undefined, sessionId: message.sessionId }
      holder.held.add(message)
      this.#messages.set(token, message)
    }
    this.#tools.journal.changed(message)
    return token
  }

  /** Takes up a lock of the last run. */
  restore(message: Message, token: string, until: number): void {
    this.#lock(message, token, until)
  }

  release(message: Message): void {
    const { lock } = message
    if (!lock) return
    const { journal, sessions } = this.#tools
    lock.alarm?.cancel()
    message.lock = undefined
    this.#messages.delete(lock.token)
    if (lock.sessionId !== undefined) sessions?.get(lock.sessionId).lock?.held.delete(message)
    journal.changed(message)
  }

  /** The message under this token; throws when the lock is not valid any more. */
  heldBy(token: string): Message {
    const message = this.#messages.get(token)
    if (message) return message
    throw this.#tools.sessions ? sessionLockLost() : messageLockLost()
  }

  /** Prolongs the lock of one message and says until when. */
  renew(token: string): number {
    const message = this.heldBy(token)
    if (this.#tools.sessions) throw notImplemented('renewing the lock of a single message in a session')
    message.lock?.alarm?.cancel()
    this.#tools.journal.changed(message)
    return this.#lock(message, token, this.#fullTime())
  }

  #fullTime(): number {
    return Date.now() + this.#tools.durationMs
  }

  #lock(message: Message, token: string, until: number): number {
    const alarm = this.#tools.alarms.at(until, () => {
      this.release(message)
      this.#tools.onExpired(message)
    })
    message.lock = { token, until, alarm, sessionId: undefined }
    this.#messages.set(token, message)
    return until
  }
}
