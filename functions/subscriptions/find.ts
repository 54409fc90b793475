import { notFound, type RefusalOf } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import { maySee, type Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders, admins, type Caller, isAny, isPartner, licenseAdmins } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'

/** What the caller is to a subscription of their organisation. */
export function standingOf(caller: Caller, { purchaserId }: Pick<Subscription, 'purchaserId'>): Standing {
  return {
    purchaser: purchaserId === caller.userId && !isPartner(caller),
    admin: isAny(caller, admins),
    reader: isAny(caller, adminReaders),
    licenseAdmin: isAny(caller, licenseAdmins),
  }
}

/** A subscription that the caller may see, and what they are to it; every other is not there. */
export async function findSubscription(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  id: string,
): Promise<Found | RefusalOf<'NotFound'>> {
  return visible(caller, await services.documents.read<Subscription>(caller.tenantId, id))
}

/** The same for several, all as they were at one moment: where one is not there, nothing is. */
export async function findSubscriptions<const Ids extends readonly string[]>(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  ids: Ids,
): Promise<{ readonly [At in keyof Ids]: Found } | RefusalOf<'NotFound'>> {
  const read = await services.documents.readTogether<Subscription[]>(caller.tenantId, ids)
  const found: Found[] = []
  for (const subscription of read) {
    const seen = visible(caller, subscription)
    if ('refused' in seen) return seen
    found.push(seen)
  }
  return found as { readonly [At in keyof Ids]: Found }
}

interface Found {
  readonly subscription: Stored<Subscription>
  readonly standing: Standing
}

function visible(caller: Caller, subscription: Stored<Subscription> | undefined) {
  if (subscription?.type !== 'subscription') return notFound()
  const standing = standingOf(caller, subscription)
  return maySee(subscription, standing) ? { subscription, standing } : notFound()
}
