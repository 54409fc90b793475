import * as z from 'zod'
import type { Tenant } from '#core/organisation/tenant.ts'
import { opsRoute } from '../http/route.ts'
import { listOf, nothing, paging } from '../http/shapes.ts'
import { tenantShape, tenantView } from '../organisation/view.ts'
import { listAcrossTenants } from './across-tenants.ts'

export const route = opsRoute({
  summary: 'All organisations, those included that are deleted and wait for the removal of their data.',
  tag: 'Ops',
  who: ['operatorReads'],
  params: nothing,
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of organisations',
      body: listOf(
        tenantShape
          .extend({ etag: z.string().describe('Its version') })
          .meta({ id: 'TenantRow', title: 'Organisation in a list' }),
      ),
    },
  },
  refusals: [],
  handle(context) {
    const where = [{ field: 'type', is: '=', value: 'tenant' }] as const
    return listAcrossTenants<Tenant>(context, { where }, (tenant) => ({
      ...tenantView(tenant),
      etag: tenant._etag,
    }))
  },
})
