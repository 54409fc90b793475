import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { type BillingProfile, theOrganisation } from '#core/billing/billing-profile.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, refuseStale } from '#core/kernel/refusals.ts'
import type { Write } from '#core/ports/documents.ts'
import { actorOf } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { findProfileToChange, findUsableCard } from './find-profile.ts'
import { billingProfileShape, billingProfileView } from './profile-view.ts'
import { type Retry, retryUnpaid } from './retry-unpaid.ts'
import { billPayers } from './whose.ts'

export const route = tenantRoute({
  summary: 'Has another card of the caller’s charged from now on. What is unpaid is charged to it at once.',
  tag: 'Payment',
  who: billPayers,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ paymentMethodId: guid.describe('One of the caller’s own cards') }),
  needsIfMatch: true,
  answers: {
    200: { description: 'The billing profile, changed', body: billingProfileShape, headers: ['ETag'] },
  },
  refusals: ['NotFound', 'PaymentMethodExpired'],
  handle(context) {
    const { services, caller, person } = context
    return createOnce(context, caller.tenantId, async () => {
      const profile = await findProfileToChange(context, context.params.id)
      if (isRefusal(profile)) return profile
      const { paymentMethodId } = context.body
      const stale = refuseStale(profile, context.ifMatch)
      if (stale) return stale
      const card = await findUsableCard(context, paymentMethodId)
      if (isRefusal(card)) return card
      const retry = await retryFor(profile)
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        'billingProfile.changed',
        actorOf(caller, person),
        services.clock.now(),
        { tenantId: caller.tenantId, facts: { billingProfileId: profile.id, paymentMethodId: card.id } },
      )
      const replaced: readonly Write[] = [
        { kind: 'patch', id: profile.id, set: { paymentMethodId: card.id }, ifMatch: profile._etag },
        { kind: 'create', document: audit },
      ]
      return {
        writes: [...replaced, ...retry.writes],
        answer: { status: 200, body: billingProfileView(context, profile, card) },
        etagOf: profile.id,
        creates: audit.id,
        ...(retry.afterwards ? { afterwards: retry.afterwards } : {}),
      }
    })

    /** What is on the organisation's is never charged by itself, so nothing of it waits. */
    async function retryFor({ id, ownerId }: BillingProfile): Promise<Retry> {
      if (ownerId === theOrganisation) return { writes: [] }
      return retryUnpaid(services, caller.tenantId, ownerId, (profile) => profile.id === id)
    }
  },
})
