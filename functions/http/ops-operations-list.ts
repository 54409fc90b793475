import * as z from 'zod'
import { toMilliseconds } from '#core/kernel/time.ts'
import type { Operation } from '#core/operations/operation.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import { door, guid } from '../door.ts'
import { operationShape, operationView } from '../views/operation.ts'

const boardRow = operationShape.extend({
  tenantId: z.string(),
  subscriptionId: z.string(),
  targetSubscriptionId: z.string().optional(),
  startedBy: z.string(),
  deliveryCount: z.int().describe('Of the message behind the last step: above 1, a worker was lost'),
  sequence: z.int(),
  usersPerSecond: z.number(),
  secondsLeft: z.number().optional(),
})

const rowsMax = 500

export const opsOperationsList = door({
  name: 'ops-operations-list',
  method: 'GET',
  route: '/ops/operations',
  summary: 'The operations board over all tenants: what runs, waits, failed, and how fast it goes.',
  tag: 'Ops',
  who: ['operatorReads'],
  scope: 'ops',
  params: z.object({}),
  query: z.strictObject({
    status: z.enum(['NotStarted', 'Running', 'Paused', 'Succeeded', 'Failed', 'Canceled']).optional(),
    tenantId: guid.optional(),
    needsAttention: z.literal('true').optional(),
  }),
  answers: {
    200: {
      description: `At most ${rowsMax} operations, and their counts`,
      body: z.object({
        counts: z.record(z.string(), z.int()),
        needsAttention: z.int(),
        oldestUnfinishedSeconds: z.number().optional(),
        value: z.array(boardRow),
      }),
    },
  },
  refusals: [],
  async handle({ world, query }) {
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'operation' }]
    if (query.status) where.push({ field: 'state', is: '=', value: query.status })
    if (query.tenantId) where.push({ field: 'tenantId', is: '=', value: query.tenantId })
    if (query.needsAttention) where.push({ field: 'needsAttention', is: '=', value: true })
    const found = await world.acrossTenants.find(
      { where, orderBy: { field: 'updatedAt', direction: 'descending' } },
      rowsMax,
    )
    const read = await Promise.all(
      found.map(({ tenantId, id }) => world.documents.read<Operation>(tenantId, id)),
    )
    const operations = read.filter((operation) => operation !== undefined)
    const now = toMilliseconds(world.clock.now())
    const counts: Record<string, number> = {}
    for (const { state } of operations) counts[state] = (counts[state] ?? 0) + 1
    const unfinished = operations.filter((operation) => operation.completedAt === null)
    const oldest = Math.min(...unfinished.map(({ createdAt }) => toMilliseconds(createdAt)))
    return {
      status: 200,
      body: {
        counts,
        needsAttention: operations.filter((operation) => operation.needsAttention).length,
        ...(unfinished.length === 0 ? {} : { oldestUnfinishedSeconds: (now - oldest) / 1_000 }),
        value: operations.map((operation) => ({
          ...operationView(world, operation),
          tenantId: operation.tenantId,
          subscriptionId: operation.subscriptionId,
          ...(operation.targetSubscriptionId ? { targetSubscriptionId: operation.targetSubscriptionId } : {}),
          startedBy: operation.startedBy.name,
          deliveryCount: operation.lastStep.deliveryCount,
          sequence: operation.sequence,
          ...speedOf(operation),
        })),
      },
    }
  },
})

/** Users a second since it was asked for, up to its last step. */
function speedOf(operation: Stored<Operation>) {
  const { total, succeeded, skipped, failed } = operation.progress
  const done = succeeded + skipped + failed
  const seconds = (toMilliseconds(operation.updatedAt) - toMilliseconds(operation.createdAt)) / 1_000
  const usersPerSecond = seconds > 0 ? Math.round((done / seconds) * 10) / 10 : 0
  const running = operation.completedAt === null && usersPerSecond > 0
  return { usersPerSecond, ...(running ? { secondsLeft: Math.ceil((total - done) / usersPerSecond) } : {}) }
}
