import type { Instant } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import { messageIdOf } from '#core/mail/render.ts'
import type { Write } from '#core/ports/documents.ts'
import type { OutgoingMail } from '#core/ports/mailer.ts'
import type { SimulatedDocuments } from '../support/simulated/documents.ts'
import type { Task } from './tasks.ts'

/** As the simulated settings have it. */
const mailDomain = 'mail.example'
/** Who sends without a claim has no excuse. */
const never = '9999'

interface Arrival {
  readonly messageId: string
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
  /** The mails on record, by Message-ID and address. */
  readonly #onRecord = new Set<string>()

  constructor(documents: SimulatedDocuments) {
    documents.onCommit((tenantId, writes) => {
      for (const write of writes) {
        const id = 'document' in write ? write.document.id : write.id
        if (!id.startsWith('mail:')) continue
        const mail = documents.peek<Mail>(tenantId, id)
        if (mail) this.#onRecord.add(`${messageIdOf(mail, mailDomain)} ${mail.to.address}`)
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
  arrived({ messageId, to: { address: to } }: OutgoingMail, by: Task, itsNow: Instant): string | undefined {
    const before = this.arrivals.filter((one) => one.to === to && one.messageId === messageId)
    const claimedUntil = this.#claims.get(by) ?? never
    const late = itsNow >= claimedUntil
    this.arrivals.push({ messageId, to, by, claimedUntil, late, struck: false })
    if (!this.#onRecord.has(`${messageId} ${to}`)) return `${to} got a mail that is not on record`
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
