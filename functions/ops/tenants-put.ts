import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { isCountry } from '#core/kernel/countries.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isReserved, type TenantId } from '#core/kernel/ids.ts'
import type { Json } from '#core/kernel/json.ts'
import { refuse, refuseStale } from '#core/kernel/refusals.ts'
import { clouds, type Tenant, tenantTypes } from '#core/organisation/tenant.ts'
import { newPolicy } from '#core/policies/policy.ts'
import { actorOf } from '../http/caller.ts'
import { expected } from '../http/messages/messages.ts'
import { opsRoute } from '../http/route.ts'
import { guid, languageShape, nameShape, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { tenantShape, tenantView } from '../organisation/view.ts'
import { claimDomains } from './claim-domains.ts'

/** A name of two or more labels, as DNS takes them: https://www.rfc-editor.org/rfc/rfc1035#section-2.3.1 */
const domain = z
  .string()
  .min(3)
  .max(253)
  .toLowerCase()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/, expected('domain'))

export const route = opsRoute({
  summary: 'Onboards an organisation, or changes what is known of it (then with If-Match).',
  tag: 'Ops',
  who: ['operatorManages'],
  params: z.object({ t: guid }),
  query: nothing,
  needsIfMatch: 'to change',
  body: z.strictObject({
    displayName: nameShape.describe('Its name'),
    domains: z
      .array(domain)
      .min(1)
      .max(100)
      .transform((domains) => [...new Set(domains)])
      .describe('Its verified domains; each belongs to one organisation'),
    country: z
      .string()
      .refine(isCountry, expected('country'))
      .describe('ISO 3166-1 alpha-2, or XK; one without purchases is taken, too'),
    tenantType: z.enum(tenantTypes).describe('Only commercial organisations can buy by self-service'),
    managed: z.boolean().describe('False where nobody administers it'),
    cloud: z.enum(clouds).describe('Decides which links people are given'),
    language: languageShape.describe('Of its mails where a person has none'),
    agreementId: nameShape.max(64).describe('What central purchases go on'),
    premierIncidentsUsed: z
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe('Of its support contract, as its provider counts them; kept as it is when absent'),
  }),
  answers: {
    200: { description: 'Changed', body: tenantShape, headers: ['ETag'] },
    201: { description: 'Onboarded', body: tenantShape, headers: ['ETag'] },
  },
  refusals: ['DomainInUse', 'TenantDeleted', 'PreconditionRequired', 'PreconditionFailed'],
  async handle(context) {
    const { services, params, body, ifMatch } = context
    const tenantId = params.t as TenantId
    if (isReserved(tenantId)) {
      return refuse('InvalidRequest', { problems: [{ target: 't', is: 'reservedId' }] }, { target: 't' })
    }
    return createOnce(context, tenantId, async () => {
      const before = await services.documents.read<Tenant>(tenantId, documentId.tenant)
      if (before && ifMatch === '') return refuse('PreconditionRequired')
      if (before?.deletedAt) return refuse('TenantDeleted', { deletedAt: before.deletedAt })
      const stale = before ? refuseStale(before, ifMatch) : refuseStale('', ifMatch)
      if (stale) return stale
      const claimant = { tenantId, domains: before?.domains ?? [] }
      const taken = await claimDomains(services, context.caller.tenantId, claimant, body.domains)
      if (taken) return taken
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
      const facts = changed(before, body)
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        before ? 'tenant.changed' : 'tenant.onboarded',
        actorOf(context.caller),
        services.clock.now(),
        { tenantId, facts },
      )
      return {
        writes:
          Object.keys(facts).length === 0
            ? []
            : [
                ...(before
                  ? [{ kind: 'replace', document: after, ifMatch } as const]
                  : [
                      { kind: 'create', document: after } as const,
                      // There from now on: it is read together with the organisation.
                      { kind: 'create', document: newPolicy(tenantId) } as const,
                    ]),
                { kind: 'create', document: audit },
              ],
        answer: { status: before ? 200 : 201, body: tenantView(after) },
        etagOf: documentId.tenant,
        creates: audit.id,
      }
    })
  },
})

/** What of it is new; lists are compared by what stands in them. */
function changed<Given extends { readonly [name: string]: Json | undefined }>(
  before: Tenant | undefined,
  given: Given,
) {
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before?.[name as keyof Tenant]),
    ),
  )
}

function withoutEtag({ _etag, ...tenant }: Tenant & { _etag: string }): Tenant {
  return tenant
}
