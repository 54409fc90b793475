import type { Operation } from '#core/documents.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import { everywhere, type From } from '#core/ports/documents.ts'
import type { QueueName } from '#core/ports/messages.ts'
import { type AtWork, atWorkFor, isNotAtWork } from './at-work.ts'
import type { Job, Services, Sweep } from './job.ts'
import { measureQueues } from './measure-queues.ts'
import { PoisonMessage, parseWakeUp, wakeUp } from './message.ts'
import { callForAttention } from './run-job.ts'

/**
 * Finds what a crash between a document and its message left behind: operations that nobody has touched for a while,
 * and whatever else the jobs look for, get another message; operations whose message is a dead letter are marked for a
 * person. What cannot be swept now does not keep the rest waiting.
 */
export async function sweep(services: Services): Promise<void> {
  const { clock, machineClock, jobs, settings } = services
  const { forgottenAfterMs } = settings
  // The queue drops repeats by its own clock, which nobody moves.
  const tick = Math.floor(toMilliseconds(machineClock.now()) / Math.max(1, forgottenAfterMs))
  const sweep: Sweep = { ...atWorkFor(forgottenAfterMs, clock.now()), tick }
  const work: (() => Promise<void>)[] = [() => wakeForgotten(services, sweep)]
  for (const queue of jobs.queues) {
    const job = jobs.of(queue)
    if (job.operation) work.unshift(() => markDeadLettered(services, queue, job, sweep))
    if (job.sweep) work.push(async () => job.sweep?.(services, sweep))
  }
  work.push(() => measureQueues(services))
  const faults: unknown[] = []
  for (const one of work) await one().catch((error: unknown) => faults.push(error))
  if (faults.length > 0) throw faults[0]
}

async function wakeForgotten(services: Services, { tick, ...atWork }: Sweep): Promise<void> {
  const forgotten = {
    where: [
      { field: 'type', is: '=', value: 'operation' },
      { field: 'state', is: 'in', values: ['NotStarted', 'Running'] },
      isNotAtWork('updatedAt', atWork),
      { field: 'needsAttention', is: '=', value: false },
    ],
  } as const
  for await (const { tenantId, id } of everywhere(services.acrossTenants, forgotten)) {
    const operation = await services.documents.read<Operation>(tenantId, id)
    if (operation && operation.completedAt === null && !operation.needsAttention) {
      await wakeUp(services, operation, { tick })
    }
  }
}

/** A dead letter may lie there long after its operation has gone on: what is at work, or paused since, is left alone. */
async function markDeadLettered(
  services: Services,
  queue: QueueName,
  { kind }: Job,
  atWork: AtWork,
): Promise<void> {
  let from: From | undefined = { size: 100 }
  while (from) {
    const { letters, continuation } = await services.deadLetters.page(queue, from)
    for (const letter of letters) {
      const message = readable(kind, queue, letter.body)
      if (message) await callForAttention(services, message, new Error(letter.reason), atWork)
    }
    from = continuation === undefined ? undefined : { size: 100, continuation }
  }
}

function readable(kind: string, queue: string, body: unknown) {
  try {
    return parseWakeUp(kind, queue, body)
  } catch (error) {
    if (error instanceof PoisonMessage) return undefined
    throw error
  }
}
