import type { TenantId } from '../kernel/ids.ts'
import { addMilliseconds, type Instant } from '../kernel/time.ts'
import type { DocumentBase, Stored } from '../ports/documents.ts'
import type { Tenant } from './tenant.ts'

/**
 * Id `domain:{name}`, in the partition of the organisation that runs this: a domain belongs to one organisation of all,
 * and no batch spans two of them. It is claimed before the organisation is stored.
 */
export interface DomainClaim extends DocumentBase {
  readonly type: 'domainClaim'
  readonly owner: TenantId
  /** By the machine's clock. */
  readonly claimedAt: Instant
}

/** Whoever claimed it may still be about to store their organisation. */
const aboutToBeStoredMs = 60_000

/** Whether somebody else has the domain; a claim that was never followed by an organisation holds nobody off for long. */
export function isTaken(
  domain: string,
  claim: Stored<DomainClaim> | undefined,
  owner: Tenant | undefined,
  by: TenantId,
  now: Instant,
): boolean {
  if (!claim || claim.owner === by) return false
  if (claim.claimedAt > addMilliseconds(now, -aboutToBeStoredMs)) return true
  return owner?.domains.includes(domain) ?? false
}
