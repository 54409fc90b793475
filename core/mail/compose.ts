import { documentId } from '../kernel/document-ids.ts'
import type { OperationId } from '../kernel/ids.ts'
import { dayOf, type Instant } from '../kernel/time.ts'
import type { User } from '../organisation/user.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { Mail, MailKind } from './mail.ts'

export interface MailCause {
  readonly kind: MailKind
  /** Operation or request: one cause, one mail. */
  readonly cause: string
  readonly subscription: Subscription
  /** Absent when the purchaser is no longer known here: the mail is then refused at once, visibly. */
  readonly purchaser: User | undefined
  readonly organisation: string
  readonly productName: string
  readonly targetProductName: string | null
  readonly seats: number
  readonly decidedBy: string
  readonly reason: string
  readonly operationId: OperationId | null
  readonly traceparent: string
  readonly at: Instant
}

/** The mail to a subscription's purchaser, in the purchaser's language; it belongs in the batch of what it tells. */
export function newMail(mail: MailCause): Mail {
  const { subscription, purchaser } = mail
  return {
    type: 'mail',
    id: documentId.mail(mail.cause),
    tenantId: subscription.tenantId,
    schemaVersion: 1,
    kind: mail.kind,
    state: purchaser ? 'queued' : 'refused',
    to: {
      userId: subscription.purchaserId,
      name: purchaser?.displayName ?? subscription.purchaserName,
      address: purchaser?.mail ?? '',
    },
    language: purchaser?.language ?? 'en',
    subscriptionId: subscription.id,
    operationId: mail.operationId,
    facts: {
      organisation: mail.organisation,
      productName: mail.productName,
      targetProductName: mail.targetProductName,
      seats: mail.seats,
      decidedBy: mail.decidedBy,
      reason: mail.reason,
      on: dayOf(mail.at),
    },
    traceparent: mail.traceparent,
    createdAt: mail.at,
    sentAt: null,
    refusedBecause: purchaser ? null : 'The purchaser is no longer known in the organisation.',
  }
}
