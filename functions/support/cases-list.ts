import * as z from 'zod'
import type { Comparison } from '#core/ports/documents.ts'
import { caseKinds, caseStates, type SupportCase } from '#core/support/support-case.ts'
import { adminReaders, isAny, isPartner, people } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { caseShape, caseView } from './view.ts'

/** What both lists can be narrowed down to. */
export const caseFilters = {
  status: z.enum(caseStates).optional().describe('All when absent'),
  kind: z.enum(caseKinds).optional().describe('What is asked; all when absent'),
}

export const route = tenantRoute({
  summary:
    'The support cases, newest first: all of the organisation for administrators, for others those that are about what they bought.',
  tag: 'Subscriptions',
  who: people,
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    ...caseFilters,
    subscriptionId: guid.optional().describe('About this subscription only'),
  }),
  answers: { 200: { description: 'A page of cases', body: listOf(caseShape) } },
  refusals: [],
  handle(context) {
    const { caller, query } = context
    const where: Comparison[] = casesWhere(query)
    if (query.subscriptionId) where.push({ field: 'subscriptionId', is: '=', value: query.subscriptionId })
    // Nothing here is a partner's own.
    const own = isPartner(caller) ? '' : caller.userId
    if (!isAny(caller, adminReaders)) where.push({ field: 'purchaserId', is: '=', value: own })
    const newestFirst = { where, orderBy: { field: 'createdAt', direction: 'descending' } } as const
    return listAnswer<SupportCase>(context, caller.tenantId, newestFirst, caseView)
  },
})

export function casesWhere({
  status,
  kind,
}: {
  readonly status?: SupportCase['state'] | undefined
  readonly kind?: SupportCase['kind'] | undefined
}): Comparison[] {
  const where: Comparison[] = [{ field: 'type', is: '=', value: 'supportCase' }]
  if (status) where.push({ field: 'state', is: '=', value: status })
  if (kind) where.push({ field: 'kind', is: '=', value: kind })
  return where
}
