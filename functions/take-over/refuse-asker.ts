import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { User } from '#core/organisation/user.ts'
import { type Delegation, rolesBy } from '#core/partners/delegation.ts'
import type { Services } from '../jobs/job.ts'

/**
 * Why nothing may be done any more in the name of whoever planned it: their account is gone or disabled, or the
 * organisation no longer has them act for it. Which directory roles they have only their own token says. (B11, B23)
 */
export async function refuseAsker(
  { documents }: Pick<Services, 'documents'>,
  { tenantId, startedBy }: Operation,
  at: Instant,
): Promise<Refusal<'AccountDisabled' | 'PersonNotKnown' | 'Forbidden' | 'DelegationExpired'> | undefined> {
  const homeId = startedBy.tenantId as TenantId
  const userId = startedBy.id as UserId
  const person = await documents.read<User>(homeId, documentId.user(userId))
  if (!person) return refuse('PersonNotKnown')
  if (!person.accountEnabled) return refuse('AccountDisabled')
  if (homeId === tenantId) return undefined
  const delegation = await documents.read<Delegation>(tenantId, documentId.delegation(homeId))
  if (!delegation) return refuse('Forbidden')
  const roles = rolesBy(delegation, userId, at)
  if (!roles) return refuse('DelegationExpired', { expires: delegation.expires })
  return roles.includes('globalAdmin') || roles.includes('billingAdmin') ? undefined : refuse('Forbidden')
}
