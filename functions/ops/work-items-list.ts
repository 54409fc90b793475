import * as z from 'zod'
import { type WorkItem, workItemKinds, workItemStates } from '#core/deletion/work-item.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { opsRoute } from '../http/route.ts'
import { commaSeparated, guid, listOf, nothing, paging } from '../http/shapes.ts'
import { listAcrossTenants } from './across-tenants.ts'
import { workItemShape, workItemView } from './work-item-view.ts'

export const route = opsRoute({
  summary: 'Data that a system of the operators has to remove, over all tenants; the oldest first.',
  tag: 'Ops',
  who: ['operatorReads'],
  params: nothing,
  query: z.strictObject({
    ...paging,
    status: commaSeparated(workItemStates).optional().describe('One or more, separated by commas'),
    kind: z.enum(workItemKinds).optional().describe('What is to be removed'),
    tenantId: guid.optional().describe('Of this organisation only'),
  }),
  answers: {
    200: {
      description: 'A page of work items',
      body: listOf(
        workItemShape
          .extend({ etag: z.string().describe('Its version') })
          .meta({ id: 'WorkItemRow', title: 'Work item in a list' }),
      ),
    },
  },
  refusals: [],
  handle(context) {
    const { status, kind, tenantId } = context.query
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'workItem' }]
    if (status) where.push({ field: 'state', is: 'in', values: status })
    if (kind) where.push({ field: 'kind', is: '=', value: kind })
    if (tenantId) where.push({ field: 'tenantId', is: '=', value: tenantId })
    const oldestFirst = { where, orderBy: { field: 'createdAt', direction: 'ascending' } } as const
    return listAcrossTenants<WorkItem>(context, oldestFirst, (item) => ({
      ...workItemView(item),
      etag: item._etag,
    }))
  },
})
