import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { type Delegation, delegatedRoles, rolesBy } from '#core/partners/delegation.ts'
import type { From, Query } from '#core/ports/documents.ts'
import type { Caller } from '../http/caller.ts'
import type { SignedInContext } from '../http/context.ts'
import type { Rows } from '../http/paging.ts'
import { instantShape } from '../http/shapes.ts'

/** So many customers are looked up at once, whatever page is asked for. */
export const customersMax = 100

export const customerShape = z
  .object({
    tenantId: z.string().describe('The tenant id, a GUID: the `{t}` of its addresses'),
    displayName: z.string().describe('Its name'),
    roles: z.array(z.enum(delegatedRoles)).describe('What the caller may be there. Extensible'),
    expires: instantShape.describe('Until when. RFC 3339, UTC'),
  })
  .meta({ id: 'Customer', title: 'Customer of a partner' })

/**
 * The organisations in which the caller may act by delegation now. A delegation lies with the customer, who gives and
 * takes it; so it is looked for over all organisations, which gives places only, and read where it lies. (R169)
 */
export async function customersOf(
  { services, caller }: Pick<SignedInContext, 'services' | 'caller'>,
  { size, ...from }: From,
): Promise<Rows> {
  if (!caller.roles.has('member')) return { rows: [] }
  const home = await services.documents.read<Tenant>(caller.homeTenantId, documentId.tenant)
  // Of a partner that is deleted nobody gets in there.
  if (!home || home.deletedAt) return { rows: [] }
  const { found, continuation } = await services.acrossTenants.page(delegationsTo(caller), {
    ...from,
    size: Math.min(size, customersMax),
  })
  const now = services.clock.now()
  const rows = await Promise.all(
    found.map(async ({ tenantId, id }) => {
      const [tenant, delegation] = await services.documents.readTogether<[Tenant, Delegation]>(tenantId, [
        documentId.tenant,
        id,
      ])
      const roles = delegation && rolesBy(delegation, caller.userId, now)
      return tenant && !tenant.deletedAt && roles && roles.length > 0
        ? [{ tenantId, displayName: tenant.displayName, roles: [...roles], expires: delegation.expires }]
        : []
    }),
  )
  return { rows: rows.flat(), continuation }
}

function delegationsTo({ homeTenantId }: Caller): Query {
  return {
    where: [
      { field: 'type', is: '=', value: 'delegation' },
      { field: 'partnerTenantId', is: '=', value: homeTenantId },
    ],
  }
}
