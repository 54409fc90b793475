import { parseGuid, type TenantId } from '#core/kernel/ids.ts'
import type { Services } from '../jobs/job.ts'
import { fieldsOf, PoisonMessage } from '../jobs/message.ts'

/** A wake-up message: in that organisation something is due. What it is, the documents say. */
export interface DueMessage {
  readonly kind: 'due'
  readonly tenantId: TenantId
}

/** Reads a message of the queue of what is due. Throws `PoisonMessage` with what was expected. */
export function parseDueMessage(queue: string, body: unknown): DueMessage {
  const { kind, tenantId } = fieldsOf(body)
  if (kind !== 'due')
    throw new PoisonMessage(`Expected "kind" to be the kind of work that ${queue} carries: due.`)
  const tenant = typeof tenantId === 'string' ? parseGuid<'tenant'>(tenantId) : undefined
  if (!tenant) throw new PoisonMessage('Expected "tenantId" to be a GUID.')
  return { kind, tenantId: tenant }
}

/** Has somebody look at what is due there; `occasion` keeps the message apart from those of other occasions. */
export async function wakeUpForDue(services: Services, tenantId: TenantId, occasion: string): Promise<void> {
  await services.messages.send(services.jobs.queueOf('due'), {
    id: `${tenantId}:due:${occasion}`,
    body: { kind: 'due', tenantId },
  })
}
