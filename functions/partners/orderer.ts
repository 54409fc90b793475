import type { Actor } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import { type Delegation, rolesBy } from '#core/partners/delegation.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Services } from '../jobs/job.ts'

/**
 * Who bought centrally for the organisation from another one: their account lies there. As long as they may act here
 * the mails about it reach them; afterwards they are like anybody who left. (B22, R170)
 */
export async function readOrderingPartner(
  { documents }: Pick<Services, 'documents'>,
  { tenantId, purchaserId, orderHistory }: Pick<Subscription, 'tenantId' | 'purchaserId' | 'orderHistory'>,
  at: Instant,
): Promise<Stored<User> | undefined> {
  const by: Actor | undefined = orderHistory[0]?.by
  if (!by || by.id !== purchaserId || by.tenantId === tenantId) return undefined
  const home = by.tenantId as TenantId
  const [delegation, [tenant, person]] = await Promise.all([
    documents.read<Delegation>(tenantId, documentId.delegation(home)),
    documents.readTogether<[Tenant, User]>(home, [documentId.tenant, documentId.user(by.id as UserId)]),
  ])
  const roles = delegation && rolesBy(delegation, purchaserId, at)
  return tenant && !tenant.deletedAt && roles && roles.length > 0 ? person : undefined
}
