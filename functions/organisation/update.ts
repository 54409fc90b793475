import * as z from 'zod'
import { changes } from '#core/kernel/changes.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { notFound, refuseStale } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { tenantWrites } from './tenant-writes.ts'
import { policyValueShape, tenantShape, tenantView } from './view.ts'

const body = z.strictObject({
  allowAdHocSubscriptions: z.boolean().optional().describe('Whether people may sign up for free programmes.'),
  defaultForNewProducts: policyValueShape
    .optional()
    .describe('For products that have no value of their own.'),
  ownRequestMessage: z
    .string()
    .min(1)
    .max(2_000)
    .nullable()
    .optional()
    .describe('Shown in place of licence requests; null to take requests.'),
})

export const route = tenantRoute({
  summary:
    'Changes what is decided for the whole organisation; the rest is not for its administrators to change.',
  tag: 'Organisation',
  who: ['globalAdmin'],
  params: z.object({ t: guid }),
  query: nothing,
  body,
  needsIfMatch: true,
  answers: { 200: { description: 'The organisation, changed', body: tenantShape, headers: ['ETag'] } },
  refusals: [],
  handle(context) {
    let tried = false
    return change(context, context.caller.tenantId, async () => {
      const { services, caller, ifMatch } = context
      const before = await services.documents.read<Tenant>(caller.tenantId, documentId.tenant)
      if (!before) return notFound()
      const after: Tenant = { ...before, ...given(context.body) }
      const set = changes<Tenant>(before, after)
      const asWanted = Object.keys(set).length === 0
      // After a lost answer the organisation is as this request made it.
      const stale = tried && asWanted ? undefined : refuseStale(before, ifMatch)
      if (stale) return stale
      tried = true
      const answer = { status: 200, body: tenantView(after) }
      if (asWanted) return { writes: [], answer, etagOf: documentId.tenant }
      return { writes: tenantWrites(context, before, set), answer, etagOf: documentId.tenant }
    })
  },
})

function given({ allowAdHocSubscriptions, defaultForNewProducts, ownRequestMessage }: z.output<typeof body>) {
  return {
    ...(allowAdHocSubscriptions === undefined ? {} : { allowAdHocSubscriptions }),
    ...(defaultForNewProducts === undefined ? {} : { defaultForNewProducts }),
    ...(ownRequestMessage === undefined ? {} : { ownRequestMessage }),
  }
}
