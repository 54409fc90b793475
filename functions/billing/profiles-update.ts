import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import type { BillingProfile } from '#core/billing/billing-profile.ts'
import { changes } from '#core/kernel/changes.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, refuse, refuseStale } from '#core/kernel/refusals.ts'
import type { Write } from '#core/ports/documents.ts'
import { actorOf } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nameShape, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { findProfileToChange } from './find-profile.ts'
import { nothingToChange } from './problems.ts'
import { billingProfileShape, billingProfileView, cardOf } from './profile-view.ts'
import { addressShape } from './view.ts'
import { billPayers } from './whose.ts'

export const route = tenantRoute({
  summary: 'Changes to whom invoices are addressed from now on; those that were issued stay as they are.',
  tag: 'Payment',
  who: billPayers,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({
    name: nameShape.optional().describe('To whom invoices are addressed'),
    address: addressShape.optional().describe('Where the invoices go'),
    taxId: z
      .string()
      .min(4)
      .max(40)
      .nullable()
      .optional()
      .describe('As the tax office of the organisation’s country writes it; null for none'),
  }),
  needsIfMatch: true,
  answers: {
    200: { description: 'The billing profile, changed', body: billingProfileShape, headers: ['ETag'] },
  },
  refusals: ['NotFound', 'TaxIdNotValid'],
  async handle(context) {
    const { services, caller, person, tenant, body } = context
    const names = Object.keys(body)
    if (names.length === 0) return nothingToChange()
    return createOnce(context, caller.tenantId, async () => {
      const profile = await findProfileToChange(context, context.params.id)
      if (isRefusal(profile)) return profile
      const taxId = body.taxId ? await validTaxId(tenant.country, body.taxId) : body.taxId
      const after: BillingProfile = {
        ...profile,
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.address === undefined ? {} : { address: body.address }),
        ...(taxId === undefined ? {} : { taxId }),
      }
      const stale = refuseStale(profile, context.ifMatch)
      if (stale) return stale
      if (body.taxId && taxId === undefined) {
        return refuse('TaxIdNotValid', { country: tenant.country }, { target: 'taxId' })
      }
      const answer = {
        status: 200,
        body: billingProfileView(context, after, await cardOf(context, profile)),
      }
      const set = changes(profile, after)
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        'billingProfile.changed',
        actorOf(caller, person),
        services.clock.now(),
        { tenantId: caller.tenantId, facts: { billingProfileId: profile.id, changed: names } },
      )
      const writes: readonly Write[] = [
        { kind: 'patch', id: profile.id, set, ifMatch: profile._etag },
        { kind: 'create', document: audit },
      ]
      return {
        writes: Object.keys(set).length === 0 ? [] : writes,
        answer,
        etagOf: profile.id,
        creates: audit.id,
      }
    })
  },
})

/** Loaded with the first tax id that anybody gives: the rules of all countries are many. */
async function validTaxId(country: string, given: string): Promise<string | undefined> {
  const { readTaxId } = await import('./tax-id.ts')
  return readTaxId(country, given)
}
