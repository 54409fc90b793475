import type { Instant } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Write } from '#core/ports/documents.ts'
import type { OutgoingMail } from '#core/ports/mailer.ts'
import type { SimulatedDocuments } from '../support/simulated/documents.ts'
import type { Task } from './tasks.ts'

/** Who sends without a claim has no excuse. */
const never = '9999'

/** What tells mails apart: of one on record, and of one that arrives. */
export interface MailKeys {
  of(mail: Mail): string
  ofArrived(mail: OutgoingMail): string
}

/** By address, where nobody gets more than one. */
const byAddress: MailKeys = { of: ({ to }) => to.address, ofArrived: ({ to }) => to.address }

interface Arrival {
  readonly messageId: string
  /** What it is known by. */
  readonly to: string
  readonly by: Task
  /** Until when the sender had the mail to itself. */
  readonly claimedUntil: string
  /** It came later than that: the sender stood still in the middle of sending. */
  readonly late: boolean
  /** A failure hit the sender after the mail was taken, so that it may not have been able to mark the mail. */
  struck: boolean
}

/** What the mail server took, and whether a repeat can be excused. */
export class Mailbox {
  readonly arrivals: Arrival[] = []
  /** Clocks that differ: then no claim means the same to everybody. */
  clocksDiffer = false
  readonly #claims = new Map<Task, string>()
  readonly #onRecord = new Map<string, Mail>()
  readonly #keys: MailKeys

  constructor(documents: SimulatedDocuments, keys: MailKeys = byAddress) {
    this.#keys = keys
    documents.onCommit((tenantId, writes) => {
      for (const write of writes) {
        const id = 'document' in write ? write.document.id : write.id
        if (!id.startsWith('mail:')) continue
        const mail = documents.peek<Mail>(tenantId, id)
        if (mail) this.#onRecord.set(keys.of(mail), mail)
      }
    })
  }

  claimed(by: Task, [write]: readonly Write[]): void {
    const until = write?.kind === 'patch' ? write.set?.['claimedUntil'] : undefined
    if (typeof until === 'string') this.#claims.set(by, until)
  }

  /** A sender that begins although its claim has run out has not looked: that is no excuse. */
  begins(by: Task, itsNow: Instant): void {
    if (itsNow >= (this.#claims.get(by) ?? never)) this.#claims.delete(by)
  }

  /** Why the mail must not have come; undefined when it is right, or excused. */
  arrived(mail: OutgoingMail, by: Task, itsNow: Instant): string | undefined {
    const { messageId } = mail
    const to = this.#keys.ofArrived(mail)
    const before = this.arrivals.filter((one) => one.to === to)
    const claimedUntil = this.#claims.get(by) ?? never
    const late = itsNow >= claimedUntil
    this.arrivals.push({ messageId, to, by, claimedUntil, late, struck: false })
    if (!this.#onRecord.has(to)) return `${to} got a mail that is not on record`
    if (before.some((one) => one.messageId !== messageId)) return `two Message-IDs for ${to}`
    const claimed = claimedUntil !== never && before.every((one) => one.claimedUntil !== never)
    const excused = late || (claimed && this.clocksDiffer) || before.every((one) => isExcuse(one, itsNow))
    return excused ? undefined : `repeated to ${to} although nothing had happened to the first sender`
  }

  /** A failure was thrown at the sender. */
  struck(by: Task): void {
    for (const one of this.arrivals) if (one.by === by) one.struck = true
  }

  distinctFor(to: string): number {
    return new Set(this.arrivals.filter((one) => one.to === to).map((one) => one.messageId)).size
  }
}

/** The sender died or could not mark it; or it stood still, and its claim had run out when the repeat came. */
function isExcuse({ by, struck, late, claimedUntil }: Arrival, itsNow: Instant): boolean {
  return by.state === 'crashed' || struck || late || itsNow >= claimedUntil
}
