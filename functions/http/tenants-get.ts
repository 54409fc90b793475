import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { notFound } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { adminReaders } from '../caller.ts'
import { door, guid, nothing } from '../door.ts'
import { tenantShape, tenantView } from '../views/tenant.ts'

export const tenantsGet = door({
  name: 'tenants-get',
  method: 'GET',
  route: '/tenants/{t}',
  summary: 'The organisation: what it is, and what its administrators decided for all of it.',
  tag: 'Organisation',
  who: adminReaders,
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: nothing,
  answers: { 200: { description: 'The organisation', body: tenantShape } },
  refusals: [],
  async handle({ world, caller }) {
    const tenant = await world.documents.read<Tenant>(caller.tenantId, documentId.tenant)
    if (!tenant) return notFound()
    return { status: 200, body: tenantView(tenant), etag: tenant._etag }
  },
})
