import type { OutgoingMail } from '#core/ports.ts'
import type { Task } from './tasks.ts'

interface Arrival {
  readonly messageId: string
  readonly to: string
  readonly by: Task
  /** Until when the sender had claimed the mail for himself. */
  readonly claimedUntil: string
  /** A failure hit the sender after the mail was taken, so that he may not have been able to mark it. */
  struck: boolean
  marked: boolean
}

/** What the mail server took, and whether a repeat can be excused. */
export class Mailbox {
  readonly arrivals: Arrival[] = []

  /** Why the mail must not have come; undefined when it is right. */
  arrived(mail: OutgoingMail, by: Task, claimedUntil: string, itsNow: string): string | undefined {
    const before = this.arrivals.filter((one) => one.to === mail.to.address)
    const { messageId } = mail
    this.arrivals.push({ messageId, to: mail.to.address, by, claimedUntil, struck: false, marked: false })
    for (const one of before) {
      if (one.messageId !== messageId) return `two Message-IDs for ${one.to}`
      if (one.marked) return `repeated to ${one.to} after it was marked as sent`
      // Between the server's 250 and the mark: the sender died, or could not mark it, or its claim has run out.
      const excused = one.by.state === 'crashed' || one.struck || itsNow >= one.claimedUntil
      if (!excused) return `repeated to ${one.to} although nothing had happened to the first sender`
    }
    return undefined
  }

  marked(to: string): void {
    for (const one of this.arrivals) if (one.to === to) one.marked = true
  }

  /** A failure was thrown at the sender. */
  struck(by: Task): void {
    for (const one of this.arrivals) if (one.by === by && !one.marked) one.struck = true
  }

  distinctFor(to: string): number {
    return new Set(this.arrivals.filter((one) => one.to === to).map((one) => one.messageId)).size
  }
}
