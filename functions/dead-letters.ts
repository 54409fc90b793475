import type { Operation } from '#core/documents.ts'
import type { DeadLetter, QueueName, World } from '#core/ports.ts'
import { PoisonMessage, parseJobMessage } from './workers/job-messages.ts'
import { parseMailMessage } from './workers/mail-messages.ts'

export const queueNames = [
  'move-users',
  'cancel-with-email',
  'send-email',
  'export-users',
] as const satisfies readonly QueueName[]

/** A message is judged again as its worker would: what it is about, or why no retry can help. */
export async function explain(
  world: World,
  { queue, body }: DeadLetter,
): Promise<{ tenantId?: string; operation?: Operation; poison?: string }> {
  try {
    if (queue === 'send-email') {
      const { tenantId, mailId } = parseMailMessage(body)
      const mail = await world.documents.read(tenantId, mailId)
      return mail ? { tenantId } : { tenantId, poison: `No mail ${mailId} is known.` }
    }
    const { tenantId, operationId } = parseJobMessage(queue, body)
    const operation = await world.documents.read<Operation>(tenantId, operationId)
    return operation ? { tenantId, operation } : { tenantId, poison: `No operation ${operationId} is known.` }
  } catch (error) {
    if (error instanceof PoisonMessage) return { poison: error.message }
    throw error
  }
}
