import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { notFound, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { DelegatedRole, Delegation } from '#core/partners/delegation.ts'
import type { Stored } from '#core/ports/documents.ts'
import { type Caller, isPartner } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'

export async function findDelegation(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  partnerTenantId: TenantId,
): Promise<Stored<Delegation> | RefusalOf<'NotFound'>> {
  const id = documentId.delegation(partnerTenantId)
  return (await services.documents.read<Delegation>(caller.tenantId, id)) ?? notFound()
}

/**
 * A partner cannot delegate on, nor lengthen what it was given; and nobody gives, changes or takes back more than they
 * are: only a Global Administrator deals with that role.
 */
export function refuseDelegating(
  caller: Caller,
  roles: readonly DelegatedRole[],
): RefusalOf<'Forbidden'> | undefined {
  if (isPartner(caller)) return refuse('Forbidden')
  const isMore = roles.includes('globalAdmin') && !caller.roles.has('globalAdmin')
  return isMore ? refuse('Forbidden', { anyOfRoles: 'globalAdmin' }) : undefined
}
