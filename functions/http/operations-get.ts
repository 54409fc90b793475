import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { people } from '../caller.ts'
import { door, guid, nothing } from '../door.ts'
import { findOperation } from '../operations.ts'
import { operationShape, operationView } from '../views/operation.ts'

export const operationsGet = door({
  name: 'operations-get',
  method: 'GET',
  route: '/tenants/{t}/operations/{id}',
  summary: 'How far an operation is.',
  tag: 'Operations',
  who: people,
  scope: 'tenant',
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The operation', body: operationShape } },
  refusals: ['NotFound'],
  async handle(call) {
    const operation = await findOperation(call, call.params.id)
    if (isRefusal(operation)) return operation
    return {
      status: 200,
      body: operationView(call.world, operation),
      etag: operation._etag,
      ...(operation.completedAt === null ? { headers: { 'Retry-After': '1' } } : {}),
    }
  },
})
