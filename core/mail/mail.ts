import type { OperationId, SubscriptionId, UserId } from '../kernel/ids.ts'
import type { Language } from '../kernel/language.ts'
import type { Day, Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

export const mailStates = ['queued', 'sent', 'refused', 'failed'] as const
export type MailState = (typeof mailStates)[number]

export type MailKind = 'cancelledByMove' | 'cancelled' | 'requestToCancel'

/** Id `mail:{operationId}` or `mail:{request}`: in the batch of what it tells of, so it is written exactly once. */
export interface Mail extends DocumentBase {
  readonly type: 'mail'
  readonly kind: MailKind
  readonly state: MailState
  readonly to: { readonly userId: UserId; readonly name: string; readonly address: string }
  readonly language: Language
  readonly subscriptionId: SubscriptionId
  readonly operationId: OperationId | null
  readonly facts: MailFacts
  readonly traceparent: string
  readonly createdAt: Instant
  readonly sentAt: Instant | null
  readonly refusedBecause: string | null
  /** A worker is sending it and has until then, by the machine's clock: nobody else sends it meanwhile. */
  readonly claimedUntil?: Instant | null
}

/** What a mail tells; the words are chosen when it is sent. */
export interface MailFacts {
  readonly organisation: string
  readonly productName: string
  readonly targetProductName: string | null
  readonly seats: number
  readonly decidedBy: string
  readonly reason: string
  readonly on: Day
}
