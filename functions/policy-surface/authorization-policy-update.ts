import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { notFound } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { nothing } from '../http/shapes.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { change } from '../http/transaction.ts'
import { tenantWrites } from '../organisation/tenant-writes.ts'

export const route = surfaceRoute({
  summary: 'Lets people sign up for free programmes, or not; every other part of that policy is refused.',
  who: ['globalAdmin'],
  params: nothing,
  query: nothing,
  body: z.strictObject({
    allowedToSignUpEmailBasedSubscriptions: z
      .boolean()
      .describe('Whether people may sign up for free programmes: `allowAdHocSubscriptions`'),
  }),
  answers: { 204: { description: 'Changed' } },
  refusals: [],
  handle: (context) =>
    change(context, context.caller.tenantId, async () => {
      const { services, caller, body } = context
      const before = await services.documents.read<Tenant>(caller.tenantId, documentId.tenant)
      if (!before) return notFound()
      const allowAdHocSubscriptions = body.allowedToSignUpEmailBasedSubscriptions
      const asWanted = before.allowAdHocSubscriptions === allowAdHocSubscriptions
      return {
        writes: asWanted ? [] : tenantWrites(context, before, { allowAdHocSubscriptions }),
        answer: { status: 204 },
      }
    }),
})
