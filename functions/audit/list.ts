import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { adminReaders } from '../http/caller.ts'
import { pageAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { filterOf, filterShape } from './filter.ts'
import { readTrail } from './trail.ts'
import { auditEventShape, auditEventView } from './view.ts'

export const route = tenantRoute({
  summary:
    'The audit trail, newest first: who did what, when, from which organisation, and why. Nobody can edit it. What ends licences is followed by an `access.revoked` for each user.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: z.strictObject({ ...paging, ...filterShape }),
  answers: { 200: { description: 'A page of events', body: listOf(auditEventShape) } },
  refusals: [],
  async handle(context) {
    const { services, caller, query } = context
    const filter = filterOf(query)
    if (isRefusal(filter)) return filter
    return pageAnswer(context, async (from) => {
      const { rows, continuation } = await readTrail(services.documents, caller.tenantId, filter, from)
      return { rows: rows.map(auditEventView), continuation }
    })
  },
})
