import * as z from 'zod'
import { type WorkItem, workItemKinds, workItemStates } from '#core/deletion/work-item.ts'
import { guid, instantShape } from '../http/shapes.ts'

export const workItemShape = z
  .object({
    id: z.string().describe('A GUID'),
    tenantId: z.string().describe('Whose data it is'),
    kind: z
      .enum(workItemKinds)
      .describe(
        '`data.purge`: of one sign-up. `tenant.purge`: everything of the organisation, its exported files too. Extensible',
      ),
    status: z.enum(workItemStates).describe('The last two are final. Extensible'),
    subscriptionId: z.string().optional().describe('Of what the data is; absent where it is all'),
    productId: z.string().optional().describe('What that is of'),
    userIds: z.array(z.string()).describe('Whose data it is; empty where it is everybody’s'),
    createdDateTime: instantShape.describe('When it was queued. RFC 3339, UTC'),
    notBeforeDateTime: instantShape.describe('Nobody can take it earlier. RFC 3339, UTC'),
    takenBy: z.string().optional().describe('In whose hands it is; the name as it was then'),
    takenUntilDateTime: instantShape
      .optional()
      .describe('From then on somebody else can take it. RFC 3339, UTC'),
    completedDateTime: instantShape.optional().describe('When it was done. RFC 3339, UTC'),
  })
  .meta({ id: 'WorkItem', title: 'Work item' })

export const leaseIdShape = guid.describe(
  'Made up by whoever takes it, one for each item; with it the same call again does no harm',
)

export function workItemView(item: WorkItem) {
  return {
    id: item.id,
    tenantId: item.tenantId,
    kind: item.kind,
    status: item.state,
    ...(item.subscriptionId ? { subscriptionId: item.subscriptionId } : {}),
    ...(item.productId ? { productId: item.productId } : {}),
    userIds: [...item.userIds],
    createdDateTime: item.createdAt,
    notBeforeDateTime: item.notBefore,
    ...(item.state === 'taken' ? { takenBy: item.lease.by, takenUntilDateTime: item.lease.until } : {}),
    ...(item.state === 'done' ? { completedDateTime: item.doneAt } : {}),
  } satisfies z.input<typeof workItemShape>
}
