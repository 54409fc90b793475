import type { DeleteSignUpOperation } from '#core/deletion/delete-sign-up.ts'
import { releaseNothing } from '#core/operations/operation.ts'
import type { OperationFacts } from '../jobs/job.ts'

/** The deletion of a sign-up, as it is read when it is over; there is no other time. */
export const deleteSignUpFacts: OperationFacts<DeleteSignUpOperation> = {
  who: 'delete',
  release: releaseNothing,
  resource: ({ subscriptionId }) => `/subscriptions/${subscriptionId}`,
  result: ({ userIds, workItemId }) => ({ usersBlocked: userIds.length, workItemId }),
}
