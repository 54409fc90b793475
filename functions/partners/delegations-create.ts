import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { refuse } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { newDelegation, refuseEnd } from '#core/partners/delegation.ts'
import { actorOf, admins } from '../http/caller.ts'
import { linkTo } from '../http/links.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { refuseDelegating } from './find.ts'
import { delegationShape, delegationView, partnerTenantId, terms } from './view.ts'

export const route = tenantRoute({
  summary: 'Lets people of a partner act in the organisation, in the roles that are given and until the end.',
  tag: 'Organisation',
  who: admins,
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({
    partnerTenantId: partnerTenantId.describe('The tenant id of an organisation that uses this service'),
    ...terms,
    userIds: terms.userIds.optional(),
  }),
  answers: {
    201: { description: 'The delegation', body: delegationShape, headers: ['ETag', 'Location'] },
  },
  refusals: ['PartnerNotKnown', 'DelegationExists'],
  handle(context) {
    const { services, caller, person, body } = context
    const { tenantId } = caller
    return createOnce(context, tenantId, async () => {
      const at = services.clock.now()
      const refused = refuseDelegating(caller, body.roles) ?? refuseEnd(body.expires, at)
      if (refused) return refused
      const isOwn = body.partnerTenantId === tenantId
      const partner = await services.documents.read<Tenant>(body.partnerTenantId, documentId.tenant)
      if (!partner || isOwn) return refuse('PartnerNotKnown', {}, { target: 'partnerTenantId' })
      const by = actorOf(caller, person)
      const { userIds = null, ...given } = body
      const delegation = newDelegation({
        ...given,
        tenantId,
        partnerName: partner.displayName,
        userIds,
        by,
        at,
      })
      if (await services.documents.read(tenantId, delegation.id)) return refuse('DelegationExists')
      const { roles, expires } = delegation
      const audit = auditEntry(documentId.audit(services.ids.next()), 'delegation.created', by, at, {
        tenantId,
        facts: {
          partnerTenantId: body.partnerTenantId,
          partner: partner.displayName,
          roles,
          expires,
          userIds,
        },
      })
      return {
        writes: [
          { kind: 'create', document: audit },
          { kind: 'create', document: delegation },
        ],
        answer: {
          status: 201,
          body: delegationView(delegation),
          headers: {
            Location: linkTo(services, `/tenants/${tenantId}/delegations/${body.partnerTenantId}`),
          },
        },
        etagOf: delegation.id,
        // Somebody else's delegation has the same id; the entry of this one has not.
        creates: audit.id,
      }
    })
  },
})
