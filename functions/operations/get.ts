import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { people } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { actionsOnEach } from './actions.ts'
import { findOperation } from './find.ts'
import { mailOf, mailOfOperationShape } from './mail-of.ts'
import { askAgainAfter, operationShape, operationView } from './view.ts'

export const route = tenantRoute({
  summary: 'How far an operation is.',
  tag: 'Operations',
  who: people,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: {
    200: {
      description: 'The operation; while it is unfinished with the time to ask again',
      body: operationShape
        .extend({
          mail: mailOfOperationShape.optional().describe('The mail to the purchaser with which it has ended'),
        })
        .meta({ id: 'OperationInFull', title: 'Operation, with its mail' }),
      headers: ['ETag'],
      mayHave: ['Retry-After'],
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const operation = await findOperation(context, context.params.id)
    if (isRefusal(operation)) return operation
    const [[actions = []], mail] = await Promise.all([
      actionsOnEach(context, [operation]),
      mailOf(context.services, operation),
    ])
    return {
      status: 200,
      body: { ...operationView(context.services, operation, actions), ...(mail ? { mail } : {}) },
      etag: operation._etag,
      ...(operation.completedAt === null
        ? { headers: { 'Retry-After': askAgainAfter(context.services, operation) } }
        : {}),
    }
  },
})
