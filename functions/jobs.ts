import { deleteSignUpFacts } from './deletion/delete-sign-up-facts.ts'
import { jobList } from './jobs/job.ts'
import { mailJob } from './mail/jobs.ts'
import { settlingChore } from './purchasing/settling-chore.ts'
import { dueJob, transferOwnershipJob } from './renewals/jobs.ts'
import { assignUsersJob, exportUsersJob, unassignUsersJob } from './seats/jobs.ts'
import { cancelJob, consolidateJob, moveUsersJob, undoJob } from './take-over/jobs.ts'
import { eventsJob } from './webhooks/jobs.ts'

/** Every kind of queued work, under its queue, what is done at once, and what the timer does besides; infra/messages/queues.json says how each queue behaves. */
export const jobs = jobList(
  {
    'move-users': moveUsersJob,
    'cancel-with-email': cancelJob,
    'consolidate-subscriptions': consolidateJob,
    'send-email': mailJob,
    'export-users': exportUsersJob,
    'assign-users': assignUsersJob,
    'unassign-users': unassignUsersJob,
    'transfer-ownership': transferOwnershipJob,
    'undo-operations': undoJob,
    'renew-subscriptions': dueJob,
    'deliver-events': eventsJob,
  },
  { deleteSignUp: deleteSignUpFacts },
  [settlingChore],
)
