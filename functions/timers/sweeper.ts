import { addMilliseconds, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Operation } from '#core/operations/operation.ts'
import type { QueueName } from '#core/ports/messages.ts'
import type { World } from '#core/ports/services.ts'
import { nudge, PoisonMessage, parseJobMessage, queueOf } from '../workers/job-messages.ts'
import { callForAttention } from '../workers/job-worker.ts'
import { nudgeMail } from '../workers/mail-messages.ts'

const atOnce = 100

/**
 * Finds what a crash between a document and its message left behind: operations that nobody has touched for a while
 * and mails still to send are nudged again; operations whose message is a dead letter are marked for a person.
 */
export async function sweep(world: World): Promise<void> {
  const now = world.clock.now()
  const forgotten = addMilliseconds(now, -world.settings.forgottenAfterMs)
  await markDeadLettered(world, forgotten)
  const tick = Math.floor(toMilliseconds(now) / Math.max(1, world.settings.forgottenAfterMs))
  const operations = await world.acrossTenants.find(
    {
      where: [
        { field: 'type', is: '=', value: 'operation' },
        { field: 'state', is: 'in', values: ['NotStarted', 'Running'] },
        { field: 'updatedAt', is: '<', value: forgotten },
        { field: 'needsAttention', is: '=', value: false },
      ],
    },
    atOnce,
  )
  for (const { tenantId, id } of operations) {
    const operation = await world.documents.read<Operation>(tenantId, id)
    if (operation && operation.completedAt === null && !operation.needsAttention) {
      await nudge(world, operation, { tick })
    }
  }
  const mails = await world.acrossTenants.find(
    {
      where: [
        { field: 'type', is: '=', value: 'mail' },
        { field: 'state', is: '=', value: 'queued' },
        { field: 'createdAt', is: '<', value: forgotten },
      ],
    },
    atOnce,
  )
  for (const { tenantId, id } of mails) {
    const mail = await world.documents.read<Mail>(tenantId, id)
    if (mail?.state === 'queued') await nudgeMail(world, { ...mail, mailId: mail.id }, { tick })
  }
}

/** A letter may lie there long after somebody let its operation go on: what is at work is left alone. */
async function markDeadLettered(world: World, forgotten: Instant): Promise<void> {
  for (const queue of Object.values(queueOf) satisfies QueueName[]) {
    for (const letter of await world.deadLetters.list(queue, atOnce)) {
      const message = readable(queue, letter.body)
      if (message) {
        await callForAttention(world, message, new Error(letter.reason), forgotten)
      }
    }
  }
}

function readable(queue: QueueName, body: unknown) {
  try {
    return parseJobMessage(queue, body)
  } catch (error) {
    if (error instanceof PoisonMessage) return undefined
    throw error
  }
}
