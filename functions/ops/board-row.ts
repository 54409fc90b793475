import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import { commandsOn } from '#core/operations/commands.ts'
import type { Services } from '../jobs/job.ts'
import { operationRow, operationShape, operationView } from '../operations/view.ts'

export const boardRowShape = operationShape
  .extend({
    tenantId: z.string().describe('Whose it is'),
    organisation: z.string().optional().describe('Its name; absent where it is removed'),
    subscriptionId: z.string().describe('What it works on'),
    targetSubscriptionId: z.string().optional().describe('Where users move'),
    deliveryCount: z.int().describe('Of the message behind the last step: above 1, a worker was lost'),
    sequence: z.int().describe('Steps and commands so far'),
  })
  .meta({ id: 'BoardOperation', title: 'Operation on the board' })

/** An operation as operators see it; `manages` says whether the caller may command it. Without what only `whole` has. */
export function boardRowView(
  services: Services,
  operation: Operation,
  manages: boolean,
  organisation: string | undefined,
  whole?: 'whole',
) {
  const view = whole ? operationView : operationRow
  return {
    ...view(services, operation, manages ? commandsOn(operation) : []),
    tenantId: operation.tenantId,
    ...(organisation === undefined ? {} : { organisation }),
    subscriptionId: operation.subscriptionId,
    ...(operation.kind === 'moveUsers' ? { targetSubscriptionId: operation.targetSubscriptionId } : {}),
    deliveryCount: operation.lastStep.deliveryCount,
    sequence: operation.sequence,
  }
}
