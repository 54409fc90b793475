import type { BillingProfile } from '#core/billing/billing-profile.ts'
import { issue } from '#core/billing/invoice.ts'
import type { InvoiceId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Write } from '#core/ports/documents.ts'
import type { Ports } from '#core/ports/ports.ts'
import type { Bill } from '#core/purchasing/purchase.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { BilledLine } from '#core/subscriptions/term.ts'
import { readAccount } from './books.ts'

/** The invoice of what an organisation has on its agreement: open until somebody pays it. */
export async function invoiceOnAgreement(
  services: Pick<Ports, 'documents' | 'ids'>,
  subscription: Subscription,
  bill: Bill,
  at: Instant,
): Promise<{
  readonly profile: BillingProfile
  readonly line: BilledLine
  readonly writes: readonly Write[]
}> {
  const { tenant, numbers, profile } = await readAccount(services, subscription, at)
  const { invoice, line } = issue(
    subscription,
    { profile: profile.document, organisation: tenant.displayName, country: bill.country, numbers },
    { ...bill, id: services.ids.next() as InvoiceId, at, state: 'open', chargeKey: null, card: null },
  )
  return {
    profile: profile.document,
    line,
    writes: [
      { kind: 'create', document: invoice },
      ...(profile.isNew ? [{ kind: 'create', document: profile.document } as const] : []),
      ...numbers.writes(),
    ],
  }
}
