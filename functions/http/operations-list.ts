import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import type { Comparison } from '#core/ports.ts'
import { adminReaders } from '../caller.ts'
import { door, guid } from '../door.ts'
import { listAnswer } from '../paging.ts'
import { operationShape, operationView } from '../views/operation.ts'
import { listOf, paging } from '../views/shapes.ts'

export const operationsList = door({
  name: 'operations-list',
  method: 'GET',
  route: '/tenants/{t}/operations',
  summary: 'The operations of the last 30 days, oldest first.',
  tag: 'Operations',
  who: adminReaders,
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    status: z.enum(['NotStarted', 'Running', 'Paused', 'Succeeded', 'Failed', 'Canceled']).optional(),
    subscriptionId: guid.optional(),
  }),
  answers: { 200: { description: 'A page of operations', body: listOf(operationShape) } },
  refusals: [],
  handle(call) {
    const { status, subscriptionId } = call.query
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'operation' }]
    if (status) where.push({ field: 'state', is: '=', value: status })
    if (subscriptionId) where.push({ field: 'subscriptionId', is: '=', value: subscriptionId })
    return listAnswer<Operation>(call, call.caller.tenantId, { where }, (operation) => ({
      ...operationView(call.world, operation),
      etag: operation._etag,
    }))
  },
})
