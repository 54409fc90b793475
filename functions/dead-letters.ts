import type { Operation } from '#core/operations/operation.ts'
import type { DeadLetter, QueueName } from '#core/ports/messages.ts'
import type { World } from '#core/ports/services.ts'
import { PoisonMessage, parseJobMessage } from './workers/job-messages.ts'
import { findOperation } from './workers/job-worker.ts'
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
  let about: { tenantId?: string } = {}
  try {
    if (queue === 'send-email') {
      const { tenantId, mailId } = parseMailMessage(body)
      const mail = await world.documents.read(tenantId, mailId)
      return mail?.type === 'mail' ? { tenantId } : { tenantId, poison: `No mail ${mailId} is known.` }
    }
    const message = parseJobMessage(queue, body)
    about = { tenantId: message.tenantId }
    return { ...about, operation: await findOperation(world, message) }
  } catch (error) {
    if (error instanceof PoisonMessage) return { ...about, poison: error.message }
    throw error
  }
}
