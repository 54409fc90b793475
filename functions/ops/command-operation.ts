import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import { notFound } from '#core/kernel/refusals.ts'
import type { Offered } from '#core/operations/commands.ts'
import { opsRoute, type Route } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { commandAndAnswer } from '../operations/command.ts'
import { operationShape } from '../operations/view.ts'
import { ownerOfOperation } from './find-operation.ts'

/** The operators' pause, resume and cancel, over all tenants; the audit entry has the operator's name. (B03) */
export function opsCommandRoute(what: Offered, summary: string): Route {
  return opsRoute({
    summary,
    tag: 'Ops',
    who: ['operatorManages'],
    params: z.object({ id: guid }),
    query: nothing,
    body: nothing,
    answers: { 200: { description: 'The operation', body: operationShape, headers: ['ETag'] } },
    refusals: ['NotFound', 'OperationFinished'],
    async handle(context) {
      const { services, params } = context
      const found = await ownerOfOperation(services, params.id)
      if (!found) return notFound()
      const { tenantId, id } = found
      // Kept in the batch of the effect, so beside the operation: a repeat meets it there.
      const idempotency = context.idempotency && { ...context.idempotency, tenantId }
      return commandAndAnswer({ ...context, idempotency }, tenantId, what, async () => {
        return (await services.documents.read<Operation>(tenantId, id)) ?? notFound()
      })
    },
  })
}
