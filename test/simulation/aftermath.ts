import type { Operation } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { DeadLetter, QueueName } from '#core/ports/messages.ts'
import type { Reply } from '#functions/http/reply.ts'
import { jobs } from '#functions/jobs.ts'
import { judge } from '#functions/ops/dead-letters.ts'
import { queueNames } from '../support/simulated/messages.ts'
import { type Ask, askAsOperatorToResume, askToDrop, askToResubmit } from './calls.ts'
import type { Cloud } from './cloud.ts'
import { count, type Tally } from './faults.ts'
import { home, neighbour } from './known-ids.ts'
import type { WorkerPool } from './worker-pool.ts'

/** All dead letters, past all faults. */
export async function deadLetters(cloud: Cloud): Promise<readonly DeadLetter[]> {
  const found: DeadLetter[] = []
  for (const queue of queueNames satisfies readonly QueueName[]) {
    found.push(...(await cloud.calm.deadLetters.page(queue, { size: 1_000 })).letters)
  }
  return found
}

/** Those of one organisation, or of both. */
export function operationsOf(cloud: Cloud, tenantId?: TenantId): readonly Operation[] {
  return (tenantId ? [tenantId] : [home, neighbour]).flatMap((id) => cloud.documents.all(id, 'operation'))
}

export function mailsOf(cloud: Cloud, tenantId = home): readonly Mail[] {
  return cloud.documents.all(tenantId, 'mail')
}

/**
 * What an operator does when nothing moves any more: looks at the board, resubmits what died, drops what no retry can
 * mend, lets go on what is paused. Gives the number of things there were to do.
 */
export async function lookAfter(
  cloud: Cloud,
  pool: WorkerPool,
  tally: Tally,
  drops: () => boolean,
): Promise<number> {
  let done = 0
  for (const letter of await deadLetters(cloud)) {
    done += 1
    pool.lookedAfter.add(Number(letter.sequenceNumber))
    const isPoison = pool.poison.has(letter.queue, letter.body)
    if (isPoison) pool.poison.seen(letter.queue, letter.body)
    const judged = await judge(cloud.calm, letter)
    const [operation, poison] = 'poison' in judged ? [undefined, judged.poison] : [judged.operation]
    // What waits for another one goes on with that.
    const waitsFor = operation && jobs.operation(operation).child?.of(operation)
    const stands = operation?.completedAt || operation?.needsAttention || operation?.state === 'Paused'
    if (operation && !stands && !waitsFor) {
      cloud.breaks('dead letters are visible', `the operation of ${letter.messageId} is not marked`)
    }
    if (isPoison !== (poison !== undefined)) {
      cloud.breaks('dead letters are visible', `${letter.messageId} is explained as: ${poison}`)
    }
    if (isPoison) await ask(cloud, tally, 'drops poison', askToDrop(letter))
    else if (operation && drops()) await ask(cloud, tally, 'drops a job', askToDrop(letter))
    else await ask(cloud, tally, 'resubmits', askToResubmit(letter))
  }
  for (const operation of operationsOf(cloud)) {
    const waits = operation.state === 'Paused' || (operation.needsAttention && done === 0)
    if (operation.completedAt || !waits) continue
    done += 1
    await ask(
      cloud,
      tally,
      operation.state === 'Paused' ? 'resumes' : 'resumes the marked',
      askAsOperatorToResume(operation),
    )
  }
  return done
}

async function ask(cloud: Cloud, tally: Tally, what: string, asked: Ask): Promise<void> {
  const reply: Reply = await asked(cloud.calm)
  cloud.trace(`operator ${what}`)
  count(tally, `operator ${what}`)
  if (isRefusal(reply)) cloud.breaks('dead letters are replayable', `${what}: ${reply.refused}`)
  cloud.onSent()
}
