import type { Actor } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { InvoiceId, SubscriptionId, TenantId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import { add } from '../kernel/money.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** A part of a refund: what goes back of one charge. */
export interface RefundPart {
  /** The refund's own key at the gateway: under it money goes back once. */
  readonly key: string
  readonly chargeKey: string
  readonly amount: Money
}

export type RefundReason =
  /** It was charged for a purchase that is gone, or for what is deleted: nothing could be given. */
  | 'purchaseGone'
  | 'subscriptionDeleted'
  /** The seven-day rule. */
  | 'fewerLicenses'
  | 'cancelled'

/** Id `refund:{cause}`: money that is to go back. It is written down with what causes it, then given back. */
export interface Refund extends DocumentBase {
  readonly type: 'refund'
  readonly state: 'pending' | 'done'
  readonly parts: readonly RefundPart[]
  /** All parts together. */
  readonly amount: Money
  readonly because: RefundReason
  readonly creditNoteId: InvoiceId | null
  readonly subscriptionId: SubscriptionId
  /** Who paid, or gave seats back. */
  readonly by: Actor
  readonly createdAt: Instant
  readonly doneAt: Instant | null
}

/** `cause` names what it is for: there is one refund for it, and one key for each charge. */
export function newRefund(of: {
  readonly cause: string
  readonly tenantId: TenantId
  readonly charges: readonly { readonly chargeKey: string; readonly amount: Money }[]
  readonly because: RefundReason
  readonly creditNoteId: InvoiceId | null
  readonly subscriptionId: SubscriptionId
  readonly by: Actor
  readonly at: Instant
}): Refund {
  const id = documentId.refund(of.cause)
  const parts = of.charges.map(({ chargeKey, amount }) => ({ key: `${id}:${chargeKey}`, chargeKey, amount }))
  const [first, ...more] = parts
  if (!first) throw new Error('A refund needs a charge that it is of.')
  return {
    type: 'refund',
    id,
    tenantId: of.tenantId,
    schemaVersion: 1,
    state: 'pending',
    parts,
    amount: more.reduce((sum, part) => add(sum, part.amount), first.amount),
    because: of.because,
    creditNoteId: of.creditNoteId,
    subscriptionId: of.subscriptionId,
    by: of.by,
    createdAt: of.at,
    doneAt: null,
  }
}
