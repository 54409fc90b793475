import type { TenantId } from '#core/kernel/ids.ts'
import { notFound, type RefusalOf } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { SupportCase } from '#core/support/support-case.ts'
import type { SignedInContext } from '../http/context.ts'
import type { Services } from '../jobs/job.ts'

/** Of which organisation a case is: for support, who look after those of all. */
export async function tenantOfCase(
  { acrossTenants }: Pick<Services, 'acrossTenants'>,
  id: string,
): Promise<TenantId | RefusalOf<'NotFound'>> {
  const { found } = await acrossTenants.page(
    {
      where: [
        { field: 'id', is: '=', value: id },
        { field: 'type', is: '=', value: 'supportCase' },
      ],
    },
    { size: 1 },
  )
  return found[0]?.tenantId ?? notFound()
}

export async function readCase(
  { documents }: Pick<Services, 'documents'>,
  tenantId: TenantId,
  id: string,
): Promise<Stored<SupportCase> | RefusalOf<'NotFound'>> {
  const supportCase = await documents.read<SupportCase>(tenantId, id)
  return supportCase?.type === 'supportCase' ? supportCase : notFound()
}

/** A kept answer is in the batch of the effect, so beside the case: a repeat meets it there. */
export function withinTenant<C extends SignedInContext>(context: C, tenantId: TenantId): C {
  const { idempotency } = context
  return idempotency ? { ...context, idempotency: { ...idempotency, tenantId } } : context
}
