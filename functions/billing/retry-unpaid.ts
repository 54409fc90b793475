import type { BillingProfile } from '#core/billing/billing-profile.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { tryAgain } from '#core/billing/try-again.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Services } from '../jobs/job.ts'
import { profilesOf } from './books.ts'
import { wakeUpForDue } from './due-message.ts'

/** So many are part of the batch that changes the card; it has room for what else it changes. */
const withTheCard = 90

/** What is tried again because there is another card, or the same one is repaired. (R114) */
export interface Retry {
  /** For the batch that changes the card. */
  readonly writes: readonly Write[]
  /** After it: marks those that did not fit, and has somebody charge all of them now. */
  readonly afterwards?: () => Promise<void>
}

/** Which of somebody's profiles can be charged from now on. */
export type Repaired = (profile: BillingProfile) => boolean

/**
 * Everything unpaid that somebody pays with one of those profiles; like what is charged, a subscription without a
 * profile goes on the first of them, and where there is none yet on the card that was added last.
 */
export async function retryUnpaid(
  services: Services,
  tenantId: TenantId,
  ownerId: UserId,
  isRepaired: Repaired,
  known?: readonly BillingProfile[],
): Promise<Retry> {
  const profiles = known ?? (await profilesOf(services, tenantId, ownerId))
  const repaired = new Set(profiles.filter(isRepaired).map(({ id }) => id))
  const [first] = profiles
  const withoutProfile = first === undefined || repaired.has(first.id)
  if (repaired.size === 0 && !withoutProfile) return { writes: [] }
  const unpaid = (await unpaidOf(services, tenantId, ownerId)).filter(({ billingProfileId }) =>
    billingProfileId === null ? withoutProfile : repaired.has(billingProfileId),
  )
  if (unpaid.length === 0) return { writes: [] }
  const today = dayOf(services.clock.now())
  const marks = (some: readonly Stored<Subscription>[]) =>
    some.map((subscription) => tryAgain(subscription, today)).filter((write) => write !== undefined)
  return {
    writes: marks(unpaid.slice(0, withTheCard)),
    async afterwards() {
      // One by one: what changed meanwhile keeps no other waiting, and has its next try on its own day.
      for (const write of marks(unpaid.slice(withTheCard))) await services.documents.commit(tenantId, [write])
      await wakeUpForDue(services, tenantId, services.ids.next())
    },
  }
}

/** The same after a change of that card: for the profiles that are charged to it. */
export function retryWithCard(
  services: Services,
  { tenantId, ownerId, id }: Pick<PaymentMethod, 'tenantId' | 'ownerId' | 'id'>,
): Promise<Retry> {
  return retryUnpaid(services, tenantId, ownerId, ({ paymentMethodId }) => paymentMethodId === id)
}

async function unpaidOf(
  { documents }: Services,
  tenantId: TenantId,
  purchaserId: UserId,
): Promise<readonly Stored<Subscription>[]> {
  const where = [
    { field: 'type', is: '=', value: 'subscription' },
    { field: 'purchaserId', is: '=', value: purchaserId },
    { field: 'state', is: 'in', values: ['active', 'expired', 'disabled'] },
    // Whatever its id is: null and what is not there are no text.
    { field: 'unpaid.invoiceId', is: '>=', value: '' },
  ] as const
  const found: Stored<Subscription>[] = []
  for await (const { items } of documents.pages<Subscription>(tenantId, { where }, 100)) found.push(...items)
  return found
}
