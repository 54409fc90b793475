import { documentId } from '#core/kernel/document-ids.ts'
import { notFound, type RefusalOf } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { Stored } from '#core/ports/documents.ts'
import { keptSince, type LicenseRequest } from '#core/requests/license-request.ts'
import { adminReaders, admins, type Caller, isAny, isPartner, licenseAdmins, people } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'

/** Who decides on requests. */
export const deciders = [...admins, ...licenseAdmins] as const
/** Who reads all of the organisation's; everybody else their own. */
export const requestReaders = [...adminReaders, ...licenseAdmins] as const
export const whoReadsRequests = [...people, ...requestReaders] as const

export function mayDecide(caller: Caller): boolean {
  return isAny(caller, deciders)
}

/** Nothing here is a partner's own. */
export function isOwn(caller: Caller, { userId }: Pick<LicenseRequest, 'userId'>): boolean {
  return userId === caller.userId && !isPartner(caller)
}

/** A request that the caller may see; every other is not there, and those of more than a year ago are not either. */
export async function findRequest(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  id: string,
): Promise<Stored<LicenseRequest> | RefusalOf<'NotFound'>> {
  const request = await services.documents.read<LicenseRequest>(caller.tenantId, id)
  if (request?.type !== 'licenseRequest') return notFound()
  if (request.createdAt < keptSince(services.clock.now())) return notFound()
  return isOwn(caller, request) || isAny(caller, requestReaders) ? request : notFound()
}

/** Undefined where whoever asked is not known here any more. */
export function readRequester(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  { userId }: LicenseRequest,
): Promise<User | undefined> {
  return services.documents.read<User>(caller.tenantId, documentId.user(userId))
}
