import type { MailKind } from '../mail.ts'

/**
 * What a mail tells, ready to show: one line each, in the language of the mail. What is not known is empty, and a text
 * says nothing of it.
 */
export interface MailValues {
  readonly name: string
  readonly organisation: string
  readonly product: string
  readonly target: string
  readonly seats: number
  readonly decidedBy: string
  readonly reason: string
  readonly on: string
  readonly amount: string
  readonly unitPrice: string
  readonly until: string
  readonly untilMonth: string
  readonly retryOn: string
  readonly card: string
  readonly invoice: string
  readonly people: string
  /** 0 where nobody waits any more. */
  readonly stillOpen: number
  readonly askedBy: string
  readonly message: string
  readonly underControl: boolean
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
  /** What becomes of the licences and of the money, and what the reader can do; an empty one is left out. */
  readonly consequences: readonly ((values: MailValues) => string)[]
  link(values: MailValues): string
}

/** What every mail has around them. */
interface Frame {
  greeting(values: MailValues): string
  readonly labels: Readonly<Record<Label, string>>
  /** Whom to ask; not the readers themselves, when it was their decision. */
  ask(values: MailValues): string
  readonly unnamedOrganisation: string
}

/** What stands before a fact. */
export type Label =
  | 'subscription'
  | 'organisation'
  | 'licences'
  | 'licencesInUse'
  | 'cancelledOn'
  | 'askedOn'
  | 'renewsOn'
  | 'newTermUntil'
  | 'worksUntil'
  | 'keptUntil'
  | 'deletedOn'
  | 'endedOn'
  | 'chargedFrom'
  | 'expiresAtEndOf'
  | 'retryOn'
  | 'decidedBy'
  | 'askedBy'
  | 'givenBy'
  | 'reason'
  | 'unitPrice'
  | 'total'
  | 'toPay'
  | 'goesBack'
  | 'card'
  | 'invoice'
  | 'product'
  | 'people'
  | 'decidedOn'
  | 'message'
