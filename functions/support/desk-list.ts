import * as z from 'zod'
import type { SupportCase } from '#core/support/support-case.ts'
import { opsRoute } from '../http/route.ts'
import { guid, listOf, nothing, paging } from '../http/shapes.ts'
import { listAcrossTenants } from '../ops/across-tenants.ts'
import { caseFilters, casesWhere } from './cases-list.ts'
import { deskCaseShape, deskCaseView } from './view.ts'

export const route = opsRoute({
  summary: 'The support cases of all organisations, the oldest first.',
  tag: 'Ops',
  who: ['support'],
  params: nothing,
  query: z.strictObject({
    ...paging,
    ...caseFilters,
    tenantId: guid.optional().describe('Of this organisation only'),
  }),
  answers: { 200: { description: 'A page of cases', body: listOf(deskCaseShape) } },
  refusals: [],
  handle(context) {
    const { query } = context
    const where = casesWhere(query)
    if (query.tenantId) where.push({ field: 'tenantId', is: '=', value: query.tenantId })
    const oldestFirst = { where, orderBy: { field: 'createdAt', direction: 'ascending' } } as const
    return listAcrossTenants<SupportCase>(context, oldestFirst, deskCaseView)
  },
})
