import type { BillingProfile } from '#core/billing/billing-profile.ts'
import type { Invoice } from '#core/billing/invoice.ts'
import { isExpired, type PaymentMethod } from '#core/billing/payment-method.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Started } from '#core/purchasing/order.ts'
import { startInvoicePayment } from '#core/renewals/pay-invoice.ts'
import { renewalCause, startRenewal } from '#core/renewals/renew.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { readAccount } from '../billing/books.ts'
import { findUsableCard } from '../billing/find-profile.ts'
import { cardOf } from '../billing/profile-view.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'

export interface Paying {
  readonly paymentMethodId?: string | undefined
}

type Asking = Pick<
  TenantContext<unknown, unknown, Paying>,
  'services' | 'caller' | 'person' | 'tenant' | 'body'
>
type NoCard = Refusal<'NotFound' | 'PaymentMethodNotSupported' | 'PaymentMethodExpired'>

/**
 * What begins the payment of an invoice by hand. Where a term waits for it that term is charged, under the very key
 * that time would charge it under: so the two never both do.
 */
export async function startPayment(
  context: Asking,
  invoice: Stored<Invoice>,
  term: Stored<Subscription> | undefined,
  askedHash: string,
): Promise<Started | NoCard> {
  const { services, caller, person, tenant } = context
  const at = services.clock.now()
  const by = actorOf(caller, person)
  if (term) {
    const { profile, card: usual } = await readAccount(services, term, at)
    const card = await cardFor(context, usual, at)
    if (isRefusal(card)) return card
    return startRenewal(term, {
      purchaseId: services.ids.derive(renewalCause(term)),
      paymentMethodId: card.id,
      country: tenant.country,
      askedHash,
      by,
      at,
      triedAt: services.machineClock.now(),
      profile,
    })
  }
  const card = await cardFor(context, await cardOnProfile(context, invoice), at)
  if (isRefusal(card)) return card
  const purchaseId = services.ids.next()
  return startInvoicePayment(invoice, {
    purchaseId,
    // The purchase is named in the invoice, so whoever comes next meets it, and its key, there.
    chargeKey: `invoice:${invoice.id}:${purchaseId}`,
    paymentMethodId: card.id,
    askedHash,
    by,
    at,
    triedAt: services.machineClock.now(),
  })
}

async function cardFor(
  context: Asking,
  usual: Stored<PaymentMethod> | undefined,
  at: Instant,
): Promise<Stored<PaymentMethod> | NoCard> {
  const { paymentMethodId } = context.body
  if (paymentMethodId !== undefined) return findUsableCard(context, paymentMethodId)
  if (!usual) return refuse('PaymentMethodNotSupported', { because: 'noCard' })
  return isExpired(usual, at) ? refuse('PaymentMethodExpired') : usual
}

async function cardOnProfile(
  { services }: Asking,
  { tenantId, billingProfileId }: Invoice,
): Promise<Stored<PaymentMethod> | undefined> {
  if (billingProfileId === null) return undefined
  const profile = await services.documents.read<BillingProfile>(tenantId, billingProfileId)
  return profile && cardOf({ services }, profile)
}
