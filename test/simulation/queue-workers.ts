import type { QueueName } from '#core/ports/messages.ts'
import type { Services } from '#functions/jobs/job.ts'
import { jobs } from '#functions/jobs.ts'

/** What stands behind a queue. */
export interface QueueWorker {
  readonly queue: QueueName
  handle(services: Services, body: unknown, deliveryCount: number): Promise<void>
}

/** Exports write files, which nothing here takes. */
export const workers: readonly QueueWorker[] = jobs.queues
  .filter((queue) => jobs.of(queue).kind !== 'exportUsers')
  .map((queue) => ({
    queue,
    handle: (services, body, deliveryCount) => jobs.of(queue).handle(services, queue, body, deliveryCount),
  }))
