import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import { type DomainClaim, isTaken } from '#core/organisation/domain-claim.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { Write } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { Services } from '../jobs/job.ts'

const triesMax = 8

/** Who claims: the organisation by its id, and the domains that are stored with it already. */
interface Claimant {
  readonly tenantId: TenantId
  readonly domains: readonly string[]
}

/** Claims the domains for an organisation, all or none; a domain twice over all organisations is refused. */
export async function claimDomains(
  services: Services,
  operators: TenantId,
  claimant: Claimant,
  domains: readonly string[],
): Promise<RefusalOf<'DomainInUse'> | undefined> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const claimed = await claimOnce(services, operators, claimant, domains)
    if (claimed !== 'again') return claimed
  }
  throw new Unavailable('Too many others are claiming these domains at this moment.')
}

async function claimOnce(
  { documents, machineClock }: Services,
  operators: TenantId,
  { tenantId: owner, domains: stored }: Claimant,
  domains: readonly string[],
): Promise<RefusalOf<'DomainInUse'> | undefined | 'again'> {
  const now = machineClock.now()
  const claims = await documents.readTogether<DomainClaim[]>(operators, domains.map(documentId.domainClaim))
  const writes: Write[] = []
  for (const [place, domain] of domains.entries()) {
    const claim = claims[place]
    // One of ours that was never followed by the organisation is claimed anew: others may take it once it is old.
    if (claim?.owner === owner && stored.includes(domain)) continue
    const present = claim && (await documents.read<Tenant>(claim.owner, documentId.tenant))
    if (isTaken(domain, claim, present, owner, now)) {
      return refuse('DomainInUse', { domain }, { target: 'domains' })
    }
    const document: DomainClaim = {
      type: 'domainClaim',
      id: documentId.domainClaim(domain),
      tenantId: operators,
      schemaVersion: 1,
      owner,
      claimedAt: now,
    }
    writes.push(claim ? { kind: 'replace', document, ifMatch: claim._etag } : { kind: 'create', document })
  }
  if (writes.length === 0) return undefined
  try {
    return (await documents.commit(operators, writes)).committed ? undefined : 'again'
  } catch (error) {
    if (error instanceof OutcomeUnknown) return 'again'
    throw error
  }
}
