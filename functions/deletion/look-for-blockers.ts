import { type Blocker, blockerOf, blocking } from '#core/deletion/blockers.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { From } from '#core/ports/documents.ts'
import type { Rows } from '../http/paging.ts'
import type { Services } from '../jobs/job.ts'

type Ports = Pick<Services, 'documents'>

/** So many are told at once; all of them are counted. */
const toldMax = 100

/** What blocks the deletion of an organisation: the first of it, and how much it is in all. */
export async function lookForBlockers(
  ports: Ports,
  tenantId: TenantId,
): Promise<{ readonly blockers: readonly Blocker[]; readonly blockerCount: number }> {
  const [{ rows: blockers }, blockerCount] = await Promise.all([
    pageOfBlockers(ports, tenantId, { size: toldMax }),
    countBlockers(ports, tenantId),
  ])
  return { blockers, blockerCount }
}

export async function pageOfBlockers(
  { documents }: Ports,
  tenantId: TenantId,
  from: From,
): Promise<Rows<Blocker>> {
  const { items, continuation } = await documents.page(tenantId, blocking, from)
  return { rows: items.map(blockerOf), continuation }
}

/** It costs the more the more there are. */
export function countBlockers({ documents }: Ports, tenantId: TenantId): Promise<number> {
  return documents.count(tenantId, blocking)
}
