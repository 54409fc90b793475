import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { refuse } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { actorOf } from '../caller.ts'
import { createOnce } from '../change.ts'
import { door, guid, nothing } from '../door.ts'
import { tenantShape, tenantView } from '../views/tenant.ts'

export const opsTenantsPut = door({
  name: 'ops-tenants-put',
  method: 'PUT',
  route: '/ops/tenants/{t}',
  summary: 'Onboards an organisation, or changes what is known of it (then with If-Match).',
  tag: 'Ops',
  who: ['operatorManages'],
  scope: 'ops',
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({
    displayName: z.string().min(1).max(256),
    domains: z.array(z.string().min(3).max(253).toLowerCase()).min(1).max(100),
    country: z.string().regex(/^[A-Z]{2}$/),
    tenantType: z.enum(['commercial', 'government', 'nonprofit', 'education']),
    managed: z.boolean(),
    cloud: z.enum(['worldwide', 'germany', '21vianet']),
    language: z.enum(['en', 'nl']),
    agreementId: z.string().min(1).max(64),
  }),
  answers: {
    200: { description: 'Changed', body: tenantShape },
    201: { description: 'Onboarded', body: tenantShape },
  },
  refusals: ['PreconditionRequired', 'PreconditionFailed'],
  handle(call) {
    const { world, params, body, ifMatch } = call
    const tenantId = params.t as TenantId
    return createOnce(call, tenantId, async () => {
      const before = await world.documents.read<Tenant>(tenantId, documentId.tenant)
      if (before && ifMatch === '') {
        return refuse('PreconditionRequired', 'The organisation is known: send the ETag that you have read.')
      }
      if (before ? before._etag !== ifMatch : ifMatch !== '') {
        return refuse('PreconditionFailed', 'The organisation is not as you have read it.')
      }
      const after: Tenant = {
        allowAdHocSubscriptions: true,
        defaultForNewProducts: 'Enabled',
        ownRequestMessage: null,
        ...(before ? withoutEtag(before) : {}),
        ...body,
        type: 'tenant',
        id: documentId.tenant,
        tenantId,
        schemaVersion: 1,
      }
      const audit = auditEntry(
        documentId.audit(world.ids.next()),
        before ? 'tenant.changed' : 'tenant.onboarded',
        actorOf(call.caller),
        world.clock.now(),
        { tenantId },
      )
      return {
        writes: [
          before ? { kind: 'replace', document: after, ifMatch } : { kind: 'create', document: after },
          { kind: 'create', document: audit },
        ],
        answer: { status: before ? 200 : 201, body: tenantView(after) },
        etagOf: documentId.tenant,
        creates: audit.id,
      }
    })
  },
})

function withoutEtag({ _etag, ...tenant }: Tenant & { _etag: string }): Tenant {
  return tenant
}
