import { workOn } from './job-worker.ts'
import { queueWorker } from './queue-worker.ts'
import { runSeatJob } from './seat-job.ts'

/** Moves the users of a subscription into another one, and deletes the empty one. (R069, R071, R081) */
export const moveUsers = queueWorker('move-users', (world, body, deliveryCount) =>
  workOn(world, 'move-users', body, deliveryCount, runSeatJob),
)
