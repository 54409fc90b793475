import type { CardShown } from '../billing/payment-method.ts'
import { productName } from '../catalogue/products.ts'
import type { Instant } from '../kernel/time.ts'
import { newMail } from '../mail/compose.ts'
import type { Mail, MailFacts, MailKind } from '../mail/mail.ts'
import type { User } from '../organisation/user.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** What is told of a renewal, and to whom. */
export interface Telling {
  readonly organisation: string
  /** Absent when the purchaser is no longer known here: the mail is then refused at once, visibly. (R165) */
  readonly purchaser: User | undefined
  readonly traceparent: string
}

/** One mail for each change of a term: its id names the change and the day on which the term ends. */
export function mailOf(
  kind: MailKind,
  subscription: Subscription,
  { organisation, purchaser, traceparent }: Telling,
  at: Instant,
  more: Pick<MailFacts, 'amount' | 'unitPrice' | 'until' | 'retryOn' | 'card' | 'invoiceNumber'>,
): Mail {
  return newMail({
    kind,
    cause: mailCause(kind, subscription, more.invoiceNumber),
    subscription,
    purchaser,
    organisation,
    productName: productName(subscription.productId),
    targetProductName: null,
    seats:
      kind === 'renewed' || kind === 'renewalAnnounced'
        ? subscription.seats.total
        : subscription.seats.assigned,
    decidedBy: '',
    reason: '',
    operationId: null,
    traceparent,
    at,
    more,
  })
}

/** The card as mails show it. */
export function cardOf({ card }: { readonly card: CardShown | null }): Pick<MailFacts, 'card'> {
  return card ? { card: `${card.brand} ${card.last4}` } : {}
}

/** A term may be declined to one owner and then to the next: each has an invoice of their own. */
export function mailCause(
  kind: MailKind,
  { id, expirationDate }: Pick<Subscription, 'id' | 'expirationDate'>,
  invoiceNumber = '',
): string {
  return kind === 'renewalDeclined' ? `${kind}:${id}:${invoiceNumber}` : `${kind}:${id}:${expirationDate}`
}
