import { type Blocker, blockerOf, blocking } from '#core/deletion/blockers.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { From } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'

/** So many are told at once; all of them are counted. */
const toldMax = 100

/** What blocks the deletion of an organisation: one page of it, and how much it is in all. */
export async function lookForBlockers(
  { documents }: Pick<Services, 'documents'>,
  tenantId: TenantId,
  from: From = { size: toldMax },
): Promise<{
  readonly blockers: readonly Blocker[]
  readonly blockerCount: number
  readonly continuation: string | undefined
}> {
  const [page, blockerCount] = await Promise.all([
    documents.page(tenantId, blocking, from),
    documents.count(tenantId, blocking),
  ])
  return { blockers: page.items.map(blockerOf), blockerCount, continuation: page.continuation }
}
