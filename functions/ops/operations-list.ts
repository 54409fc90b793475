import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import { operationStates } from '#core/operations/operation.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { isAny } from '../http/caller.ts'
import { withFields } from '../http/paging.ts'
import { opsRoute } from '../http/route.ts'
import { commaSeparated, guid, listOf, nothing, paging } from '../http/shapes.ts'
import { listAcrossTenants, organisationNames } from './across-tenants.ts'
import { boardRowShape, boardRowView } from './board-row.ts'
import { boardSummary, summaryShape } from './board-summary.ts'

export const route = opsRoute({
  summary:
    'The operations board over all tenants: what runs, waits, failed, and how fast it goes; last touched first.',
  tag: 'Ops',
  who: ['operatorReads'],
  params: nothing,
  query: z.strictObject({
    ...paging,
    status: commaSeparated(operationStates).optional().describe('One or more, separated by commas'),
    tenantId: guid.optional().describe('Of this organisation only'),
    needsAttention: z.literal('true').optional().describe('Only those that wait for a person'),
  }),
  answers: {
    200: {
      description: 'A page of operations, and the counts of all that the query finds',
      body: listOf(boardRowShape).extend(summaryShape),
    },
  },
  refusals: [],
  async handle(context) {
    const { services, query } = context
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'operation' }]
    if (query.status) where.push({ field: 'state', is: 'in', values: query.status })
    if (query.tenantId) where.push({ field: 'tenantId', is: '=', value: query.tenantId })
    if (query.needsAttention) where.push({ field: 'needsAttention', is: '=', value: true })
    const nameOf = organisationNames(services)
    const manages = isAny(context.caller, ['operatorManages'])
    const lastTouchedFirst = { where, orderBy: { field: 'updatedAt', direction: 'descending' } } as const
    const [page, summary] = await Promise.all([
      listAcrossTenants<Operation>(context, lastTouchedFirst, async (operation) =>
        boardRowView(services, operation, manages, await nameOf(operation.tenantId)),
      ),
      boardSummary(services, query),
    ])
    return withFields(page, summary)
  },
})
