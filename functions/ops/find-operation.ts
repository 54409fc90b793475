import type { Operation } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Comparison } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'

/** Whose operation that is, whichever organisation's; undefined where there is none. */
export async function ownerOfOperation(
  { acrossTenants }: Pick<Services, 'acrossTenants'>,
  id: string,
): Promise<{ readonly tenantId: TenantId; readonly id: Operation['id'] } | undefined> {
  const where: readonly Comparison[] = [
    { field: 'id', is: '=', value: id },
    { field: 'type', is: '=', value: 'operation' },
  ]
  const [found] = (await acrossTenants.page({ where }, { size: 1 })).found
  return found as { readonly tenantId: TenantId; readonly id: Operation['id'] } | undefined
}
