import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { notFound } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { opsRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { tenantShape, tenantView } from '../organisation/view.ts'

export const route = opsRoute({
  summary: 'One organisation, as it was onboarded and is now.',
  tag: 'Ops',
  who: ['operatorReads'],
  params: z.object({ t: guid }),
  query: nothing,
  answers: { 200: { description: 'The organisation', body: tenantShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle({ services, params }) {
    const tenant = await services.documents.read<Tenant>(params.t as TenantId, documentId.tenant)
    return tenant ? { status: 200, body: tenantView(tenant), etag: tenant._etag } : notFound()
  },
})
