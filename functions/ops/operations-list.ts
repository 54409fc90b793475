import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import { commandsOn } from '#core/operations/commands.ts'
import { operationStates } from '#core/operations/operation.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { isAny } from '../http/caller.ts'
import { withFields } from '../http/paging.ts'
import { opsRoute } from '../http/route.ts'
import { commaSeparated, guid, listOf, nothing, paging } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { operationRow, operationShape } from '../operations/view.ts'
import { listAcrossTenants, organisationNames } from './across-tenants.ts'
import { boardSummary, summaryShape } from './board-summary.ts'

const boardRow = operationShape
  .extend({
    tenantId: z.string().describe('Whose it is'),
    organisation: z.string().optional().describe('Its name; absent where it is removed'),
    subscriptionId: z.string().describe('What it works on'),
    targetSubscriptionId: z.string().optional().describe('Where users move'),
    deliveryCount: z.int().describe('Of the message behind the last step: above 1, a worker was lost'),
    sequence: z.int().describe('Steps and commands so far'),
  })
  .meta({ id: 'BoardOperation', title: 'Operation on the board' })

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
      body: listOf(boardRow).extend(summaryShape),
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
        rowOf(services, operation, manages, await nameOf(operation.tenantId)),
      ),
      boardSummary(services, query),
    ])
    return withFields(page, summary)
  },
})

function rowOf(services: Services, operation: Operation, manages: boolean, organisation: string | undefined) {
  return {
    ...operationRow(services, operation, manages ? commandsOn(operation) : []),
    tenantId: operation.tenantId,
    ...(organisation === undefined ? {} : { organisation }),
    subscriptionId: operation.subscriptionId,
    ...(operation.kind === 'moveUsers' ? { targetSubscriptionId: operation.targetSubscriptionId } : {}),
    deliveryCount: operation.lastStep.deliveryCount,
    sequence: operation.sequence,
  }
}
