import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { autoclaimOf } from '#core/policies/policy.ts'
import { actorOf, admins } from '../http/caller.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { change } from '../http/transaction.ts'
import { readPolicyAndTenant } from '../policies/policy-writes.ts'
import { autoclaimShape, autoclaimValueShape, autoclaimView } from './autoclaim.ts'

export const route = surfaceRoute({
  summary: 'Keeps whether people may claim licences by signing in. Nothing here gives a licence that way.',
  who: admins,
  params: nothing,
  query: nothing,
  body: z.strictObject({ policyValue: autoclaimValueShape.describe('The new value') }),
  answers: { 200: { description: 'The new value', body: autoclaimShape } },
  refusals: [],
  handle: (context) =>
    change(context, context.caller.tenantId, async () => {
      const { services, caller, person, body } = context
      const { policy } = await readPolicyAndTenant(context)
      const to = body.policyValue
      const answer = { status: 200, body: autoclaimView(caller.tenantId, { ...policy, autoclaim: to }) }
      const from = autoclaimOf(policy)
      if (from === to) return { writes: [], answer }
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        'policy.changed',
        actorOf(caller, person),
        services.clock.now(),
        { tenantId: caller.tenantId, facts: { autoclaim: { from, to } } },
      )
      return {
        writes: [
          { kind: 'patch', id: documentId.policy, set: { autoclaim: to }, ifMatch: policy._etag },
          { kind: 'create', document: audit },
        ],
        answer,
      }
    }),
})
