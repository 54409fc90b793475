import * as z from 'zod'
import { notFound } from '#core/kernel/refusals.ts'
import type { Act } from '#core/operations/commands.ts'
import type { Operation } from '#core/operations/operation.ts'
import { type Door, door, guid, nothing } from './door.ts'
import { actAndAnswer } from './operations.ts'
import { operationShape } from './views/operation.ts'

/** The operators' pause, resume and cancel, over all tenants; the audit entry has the operator's name. (B03) */
export function opsActDoor(act: Exclude<Act, 'drop'>, summary: string): Door {
  return door({
    name: `ops-operations-${act}`,
    method: 'POST',
    route: `/ops/operations/{id}/${act}`,
    summary,
    tag: 'Ops',
    who: ['operatorManages'],
    scope: 'ops',
    params: z.object({ id: guid }),
    query: nothing,
    body: nothing,
    answers: { 200: { description: 'The operation', body: operationShape } },
    refusals: ['NotFound', 'OperationFinished'],
    async handle(call) {
      const { world, params } = call
      const [found] = await world.acrossTenants.find(
        {
          where: [
            { field: 'id', is: '=', value: params.id },
            { field: 'type', is: '=', value: 'operation' },
          ],
        },
        1,
      )
      if (!found) return notFound()
      return actAndAnswer(call, found.tenantId, act, async () => {
        return (await world.documents.read<Operation>(found.tenantId, found.id)) ?? notFound()
      })
    },
  })
}
