import type { QueueName } from '#core/ports/messages.ts'
import type { Services } from '#functions/jobs/job.ts'
import { jobs } from '#functions/jobs.ts'

// As with routes: what is loaded in the middle of a run takes a time that no seed knows.
await Promise.all([
  import('#functions/mail/send-mail.ts'),
  import('#functions/renewals/announce-card.ts'),
  import('#functions/renewals/keep-term.ts'),
  import('#functions/renewals/run-due.ts'),
  import('#functions/renewals/run-transfer.ts'),
  import('#functions/seats/run-bulk.ts'),
  import('#functions/seats/run-export.ts'),
  import('#functions/take-over/run-consolidate.ts'),
  import('#functions/take-over/run-take-over.ts'),
  import('#functions/take-over/run-undo.ts'),
  import('#functions/webhooks/deliver.ts'),
])

/** What stands behind a queue. */
export interface QueueWorker {
  readonly queue: QueueName
  handle(services: Services, body: unknown, deliveryCount: number): Promise<void>
}

export const workers: readonly QueueWorker[] = jobs.queues.map((queue) => ({
  queue,
  handle: (services, body, deliveryCount) => jobs.of(queue).handle(services, queue, body, deliveryCount),
}))
