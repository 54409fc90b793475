import type { OperationId, SubscriptionId, UserId } from '../kernel/ids.ts'
import type { Language } from '../kernel/language.ts'
import type { Money } from '../kernel/money.ts'
import type { Day, Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

export const mailStates = ['queued', 'sent', 'refused', 'failed'] as const
export type MailState = (typeof mailStates)[number]

/** What a mail tells of: what somebody did, or what time did to a subscription or a card. */
export type MailKind =
  | 'cancelledByMove'
  | 'cancelled'
  | 'requestToCancel'
  /** Some time before its term ends: when it renews, what that costs, how to stop it. */
  | 'renewalAnnounced'
  /** Charged, or put on the organisation's agreement, which needs no card. */
  | 'renewed'
  /** The card was declined or has expired, or there is none. */
  | 'renewalDeclined'
  /** The term is over and was not paid, or not to be renewed: its licences still work. */
  | 'expired'
  /** Its licences do not work any more, and it is still kept. */
  | 'disabled'
  /** Gone for good. */
  | 'deleted'
  | 'trialEnded'
  /** About a card, and no subscription. */
  | 'cardExpires'
  /** To the new owner. */
  | 'ownershipTransferred'
  /** To whoever asked for licences. */
  | 'requestApproved'
  | 'requestRejected'
  /** To whoever got a licence that somebody else has asked for. */
  | 'licenceGiven'

/** Id `mail:{cause}`, such as an operation or a request: in the batch of what it tells of, so it is written exactly once. */
export interface Mail extends DocumentBase {
  readonly type: 'mail'
  readonly kind: MailKind
  readonly state: MailState
  readonly to: Reader
  /** Who gets a copy of the same mail. */
  readonly cc?: Reader
  readonly language: Language
  /** Null where it is about a card, or about a request that came to nothing. */
  readonly subscriptionId: SubscriptionId | null
  readonly operationId: OperationId | null
  readonly facts: MailFacts
  readonly traceparent: string
  readonly createdAt: Instant
  readonly sentAt: Instant | null
  readonly refusedBecause: string | null
  /** Nobody sends it until then, by the machine's clock: a worker does it now, or the mail server asked for it later. */
  readonly claimedUntil?: Instant | null
  /** When the mail server first asked for it later, by the machine's clock; anew once it has failed and is sent again. */
  readonly postponedSince?: Instant
}

export interface Reader {
  readonly userId: UserId
  readonly name: string
  readonly address: string
}

/** What a mail tells; the words are chosen when it is sent, and say nothing of a fact that is not there. */
export interface MailFacts {
  readonly organisation: string
  readonly productName: string
  readonly targetProductName: string | null
  readonly seats: number
  /** Empty where nobody decided: time did it. */
  readonly decidedBy: string
  /** Empty where nobody decided. */
  readonly reason: string
  readonly on: Day
  /** What is or was charged, is owed, or goes back; tax included. The mails about a renewal always have it. */
  readonly amount?: Money
  /** One licence for a whole term, without tax. */
  readonly unitPrice?: Money
  /**
   * The day that it tells of: when the term renews or ends, until when licences work, when all is deleted. The mails
   * renewalAnnounced, renewed and cardExpires always have it.
   */
  readonly until?: Day
  /** When the card is tried again. */
  readonly retryOn?: Day
  /** Brand and last digits of a card, `visa 4242`. */
  readonly card?: string
  /** The invoice that it is about, `2026-000123`; of expired and disabled only where it is open. */
  readonly invoiceNumber?: string
  /** For whom a request for licences was decided. */
  readonly people?: readonly string[]
  /** For how many of the same request it was not. */
  readonly stillOpen?: number
  readonly askedBy?: string
  /** Administrators decide who has its licences. */
  readonly underControl?: true
  /** What the administrator said to it. */
  readonly message?: string
}
