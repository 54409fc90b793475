import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { findDelegation } from './find.ts'
import { delegationShape, delegationView, partnerTenantId } from './view.ts'

export const route = tenantRoute({
  summary: 'What one partner may do in the organisation, and until when.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid, id: partnerTenantId }),
  query: nothing,
  answers: { 200: { description: 'The delegation', body: delegationShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const delegation = await findDelegation(context, context.params.id)
    if (isRefusal(delegation)) return delegation
    return { status: 200, body: delegationView(delegation), etag: delegation._etag }
  },
})
