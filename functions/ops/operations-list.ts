import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import { operationStates } from '#core/operations/operation.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { withFields } from '../http/paging.ts'
import { opsRoute } from '../http/route.ts'
import { commaSeparated, guid, listOf, nothing, paging } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { operationShape, operationView } from '../operations/view.ts'
import { listAcrossTenants } from './across-tenants.ts'

const boardRow = operationShape
  .extend({
    tenantId: z.string().describe('Whose it is'),
    subscriptionId: z.string().describe('What it works on'),
    targetSubscriptionId: z.string().optional().describe('Where users move'),
    startedBy: z.string().describe('The name as it was then'),
    deliveryCount: z.int().describe('Of the message behind the last step: above 1, a worker was lost'),
    sequence: z.int().describe('Steps and commands so far'),
    usersPerSecond: z.number().describe('Since it was asked for, up to its last step'),
    secondsLeft: z.number().optional().describe('At that rate'),
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
      body: listOf(boardRow).extend({
        counts: z.record(z.string(), z.int()).describe('How many there are, by status'),
        needsAttention: z.int().describe('How many wait for a person'),
        oldestUnfinishedSeconds: z
          .number()
          .optional()
          .describe('Since the oldest unfinished one was asked for'),
      }),
    },
  },
  refusals: [],
  async handle(context) {
    const { services, query } = context
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'operation' }]
    if (query.status) where.push({ field: 'state', is: 'in', values: query.status })
    if (query.tenantId) where.push({ field: 'tenantId', is: '=', value: query.tenantId })
    if (query.needsAttention) where.push({ field: 'needsAttention', is: '=', value: true })
    const lastTouchedFirst = { where, orderBy: { field: 'updatedAt', direction: 'descending' } } as const
    const [page, summary] = await Promise.all([
      listAcrossTenants<Operation>(context, lastTouchedFirst, (operation) => rowOf(services, operation)),
      summaryOf(services, where),
    ])
    return withFields(page, summary)
  },
})

/** Counted over all that the query finds, whatever page is shown. */
async function summaryOf({ acrossTenants, documents, clock }: Services, where: readonly Comparison[]) {
  const countOf = (...more: readonly Comparison[]) => acrossTenants.count({ where: [...where, ...more] })
  const [needsAttention, ...counts] = await Promise.all([
    countOf({ field: 'needsAttention', is: '=', value: true }),
    ...operationStates.map((value) => countOf({ field: 'state', is: '=', value })),
  ])
  const unfinished: Comparison = { field: 'state', is: 'in', values: ['NotStarted', 'Running', 'Paused'] }
  const oldestFirst = {
    where: [...where, unfinished],
    orderBy: { field: 'createdAt', direction: 'ascending' },
  } as const
  const [oldest] = (await acrossTenants.page(oldestFirst, { size: 1 })).found
  const operation = oldest && (await documents.read<Operation>(oldest.tenantId, oldest.id))
  return {
    counts: Object.fromEntries(
      operationStates.map((state, place) => [state, counts[place] ?? 0]).filter(([, count]) => count !== 0),
    ),
    needsAttention,
    ...(operation ? { oldestUnfinishedSeconds: secondsBetween(operation.createdAt, clock.now()) } : {}),
  }
}

function rowOf(services: Services, operation: Operation) {
  return {
    ...operationView(services, operation),
    tenantId: operation.tenantId,
    subscriptionId: operation.subscriptionId,
    ...(operation.kind === 'moveUsers' ? { targetSubscriptionId: operation.targetSubscriptionId } : {}),
    startedBy: operation.startedBy.name,
    deliveryCount: operation.lastStep.deliveryCount,
    sequence: operation.sequence,
    ...speedOf(operation),
  }
}

/** Users a second since it was asked for, up to its last step. */
function speedOf({ progress, createdAt, updatedAt, completedAt }: Operation) {
  const { total, succeeded, skipped, failed } = progress
  const done = succeeded + skipped + failed
  const seconds = secondsBetween(createdAt, updatedAt)
  const usersPerSecond = seconds > 0 ? Math.round((done / seconds) * 10) / 10 : 0
  const running = completedAt === null && usersPerSecond > 0
  return { usersPerSecond, ...(running ? { secondsLeft: Math.ceil((total - done) / usersPerSecond) } : {}) }
}

function secondsBetween(from: Operation['createdAt'], to: Operation['createdAt']): number {
  // The clock may have been put back in between.
  return Math.max(0, toMilliseconds(to) - toMilliseconds(from)) / 1_000
}
