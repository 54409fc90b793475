import type { MailKind } from '../mail.ts'

/** What a mail tells, ready to show: one line each, in the language of the mail. */
export interface MailValues {
  readonly name: string
  readonly organisation: string
  readonly product: string
  readonly target: string
  readonly seats: number
  readonly decidedBy: string
  readonly on: string
}

/** All words of one language. Every language says the same; English is the reference (R177). */
export interface MailWords {
  readonly frame: Frame
  readonly kinds: Readonly<Record<MailKind, KindWords>>
}

/** The words of one kind of mail. */
interface KindWords {
  subject(values: MailValues): string
  opening(values: MailValues): string
  /** What becomes of the licences, and of the money. */
  readonly consequences: readonly ((values: MailValues) => string)[]
  readonly link: string
}

/** What every mail has around them. */
interface Frame {
  greeting(values: MailValues): string
  readonly labels: {
    readonly subscription: string
    readonly organisation: string
    readonly on: string
    readonly decidedBy: string
    readonly reason: string
    readonly licences: string
  }
  readonly askedOn: string
  readonly askedBy: string
  /** Whom to ask; not the readers themselves, when it was their decision. */
  ask(values: MailValues): string
  readonly unnamed: { readonly organisation: string; readonly decidedBy: string }
}
