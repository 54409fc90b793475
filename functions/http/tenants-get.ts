import * as z from 'zod'
import { ids } from '#core/documents.ts'
import { notFound } from '#core/refusals.ts'
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
    const tenant = await world.documents.read(caller.tenantId, ids.tenant)
    if (tenant?.type !== 'tenant') return notFound()
    return { status: 200, body: tenantView(tenant), etag: tenant._etag }
  },
})
