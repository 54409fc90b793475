import { workOn } from './job-worker.ts'
import { queueWorker } from './queue-worker.ts'
import { runSeatJob } from './seat-job.ts'

/** Takes the licences of a subscription away, deletes it, and tells its purchaser. (R070, R084, R085) */
export const cancelWithEmail = queueWorker('cancel-with-email', (world, body, deliveryCount) =>
  workOn(world, 'cancel-with-email', body, deliveryCount, runSeatJob),
)
