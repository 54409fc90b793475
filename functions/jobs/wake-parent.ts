import type { Operation } from '#core/documents.ts'
import type { Services } from './job.ts'
import { wakeUp } from './message.ts'

/** What runs others one after another goes on when one of them has ended. When this is lost, the sweeper makes up for it. */
export async function wakeParent(services: Services, { tenantId, parentId }: Operation): Promise<void> {
  if (parentId === undefined) return
  const parent = await services.documents.read<Operation>(tenantId, parentId)
  if (parent && parent.completedAt === null && parent.state !== 'Paused') await wakeUp(services, parent)
}
