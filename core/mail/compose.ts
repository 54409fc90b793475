import { documentId } from '../kernel/document-ids.ts'
import type { OperationId, SubscriptionId, TenantId, UserId } from '../kernel/ids.ts'
import { type Day, dayOf, type Instant } from '../kernel/time.ts'
import type { User } from '../organisation/user.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Mail, MailFacts, MailKind, Reader } from './mail.ts'

export interface MailCause {
  readonly kind: MailKind
  /** Operation or request: one cause, one mail. */
  readonly cause: string
  readonly subscription: Subscription
  /** Absent when the purchaser is no longer known here: the mail is then refused at once, visibly. */
  readonly purchaser: User | undefined
  /** Who bought it once, of a subscription that was given to somebody else: gets a copy while the account works. (R189) */
  readonly original?: User | undefined
  readonly organisation: string
  readonly productName: string
  readonly targetProductName: string | null
  readonly seats: number
  readonly decidedBy: string
  readonly reason: string
  readonly more?: Pick<MailFacts, 'amount' | 'unitPrice' | 'until' | 'retryOn' | 'card' | 'invoiceNumber'>
  readonly operationId: OperationId | null
  readonly traceparent: string
  readonly at: Instant
}

/** The mail to a subscription's purchaser, in the purchaser's language; it belongs in the batch of what it tells. */
export function newMail(mail: MailCause): Mail {
  const { subscription, purchaser, organisation, productName, targetProductName } = mail
  const { seats, decidedBy, reason, more, at } = mail
  return {
    ...addressed(purchaser, subscription.purchaserId, subscription.purchaserName),
    ...copied(mail.original, purchaser),
    ...unsent(mail, subscription.tenantId),
    kind: mail.kind,
    subscriptionId: subscription.id,
    operationId: mail.operationId,
    facts: {
      organisation,
      productName,
      targetProductName,
      seats,
      decidedBy,
      reason,
      on: dayOf(at),
      ...more,
    },
    refusedBecause: purchaser ? null : 'The purchaser is no longer known in the organisation.',
  }
}

export interface CardMailCause {
  /** One cause, one mail. */
  readonly cause: string
  /** Absent when the owner is no longer known here: the mail is then refused at once, visibly. */
  readonly owner: User | undefined
  readonly ownerId: UserId
  readonly card: string
  /** A day of the month at the end of which the card expires. */
  readonly until: Day
  readonly organisation: string
  readonly tenantId: TenantId
  readonly traceparent: string
  readonly at: Instant
}

/** The mail to the owner of a card that expires soon, in the owner's language. */
export function newCardMail(of: CardMailCause): Mail {
  const { owner, organisation, card, until, at } = of
  return {
    ...addressed(owner, of.ownerId, ''),
    ...unsent(of, of.tenantId),
    kind: 'cardExpires',
    subscriptionId: null,
    operationId: null,
    facts: {
      organisation,
      productName: '',
      targetProductName: null,
      seats: 0,
      decidedBy: '',
      reason: '',
      on: dayOf(at),
      card,
      until,
    },
    refusedBecause: owner ? null : 'The owner of the card is no longer known in the organisation.',
  }
}

export type RequestMailKind = 'requestApproved' | 'requestRejected' | 'licenceGiven'

export interface RequestMailCause {
  readonly kind: RequestMailKind
  /** One cause, one mail. */
  readonly cause: string
  /** Absent when they are no longer known here: the mail is then refused at once, visibly. */
  readonly to: User | undefined
  readonly toId: UserId
  readonly toName: string
  readonly tenantId: TenantId
  /** Where the licences come from; null where none were given. */
  readonly subscriptionId: SubscriptionId | null
  readonly organisation: string
  readonly productName: string
  /** For whom it was decided, and for how many of the same request it was not. */
  readonly people: readonly string[]
  readonly stillOpen: number
  readonly askedBy: string
  readonly decidedBy: string
  readonly message: string | undefined
  readonly traceparent: string
  readonly at: Instant
}

/** The mail on what became of a request for licences, in its reader's language. (B10) */
export function newRequestMail(of: RequestMailCause): Mail {
  const { to, organisation, productName, people, stillOpen, askedBy, decidedBy, message, at } = of
  return {
    ...addressed(to, of.toId, of.toName),
    ...unsent(of, of.tenantId),
    kind: of.kind,
    subscriptionId: of.subscriptionId,
    operationId: null,
    facts: {
      organisation,
      productName,
      targetProductName: null,
      seats: people.length,
      decidedBy,
      reason: '',
      on: dayOf(at),
      people,
      stillOpen,
      askedBy,
      ...(message === undefined ? {} : { message }),
    },
    refusedBecause: to ? null : 'Whoever asked is no longer known in the organisation.',
  }
}

function addressed(
  reader: User | undefined,
  userId: UserId,
  nameOnceKnown: string,
): Pick<Mail, 'state' | 'to' | 'language'> {
  return {
    state: reader ? 'queued' : 'refused',
    to: reader ? readerOf(reader) : { userId, name: nameOnceKnown, address: '' },
    language: reader?.language ?? 'en',
  }
}

/** Nobody gets the same mail twice. */
function copied(original: User | undefined, purchaser: User | undefined): Pick<Mail, 'cc'> {
  if (!original?.accountEnabled || !purchaser) return {}
  const isReader = original.userId === purchaser.userId || isSame(original.mail, purchaser.mail)
  return isReader ? {} : { cc: readerOf(original) }
}

function isSame(address: string, other: string): boolean {
  return address.toLowerCase() === other.toLowerCase()
}

function readerOf({ userId, displayName: name, mail: address }: User): Reader {
  return { userId, name, address }
}

function unsent(
  { cause, traceparent, at }: Pick<MailCause, 'cause' | 'traceparent' | 'at'>,
  tenantId: TenantId,
) {
  return {
    type: 'mail',
    id: documentId.mail(cause),
    tenantId,
    schemaVersion: 1,
    traceparent,
    createdAt: at,
    sentAt: null,
  } as const
}
