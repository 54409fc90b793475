import type { SubscriptionAction } from '#core/subscriptions/standing.ts'
import { releaseConsolidate, runningChild, withChild } from '#core/take-over/consolidate.ts'
import { releaseTakeOver } from '#core/take-over/operations.ts'
import { releaseUndo, type UndoableKind } from '#core/take-over/undo-operation.ts'
import { operationJob } from '../jobs/operation-job.ts'

/** Moves the users of a subscription into another one, and deletes the empty one. (R069, R071, R081) */
export const moveUsersJob = operationJob({
  kind: 'moveUsers',
  who: 'moveUsers',
  load: async () => (await import('./run-take-over.ts')).runTakeOver,
  release: releaseTakeOver,
  resource: ({ subscriptionId }) => `/subscriptions/${subscriptionId}`,
  result: ({ progress, targetSubscriptionId }) => ({ usersMoved: progress.succeeded, targetSubscriptionId }),
})

/** Takes the licences of a subscription away, deletes it, and notifies its purchaser. (R070, R084, R085) */
export const cancelJob = operationJob({
  kind: 'cancel',
  who: 'cancel',
  // What support does for an administrator is not its purchaser's to stop, nor to bring back. (R167)
  whoFor: ({ asked }) => (asked ? 'askSupportToCancel' : 'cancel'),
  load: async () => (await import('./run-take-over.ts')).runTakeOver,
  release: releaseTakeOver,
  resource: ({ subscriptionId }) => `/subscriptions/${subscriptionId}`,
  result: ({ progress }) => ({ usersRevoked: progress.succeeded }),
})

/** Whoever may do it may undo it. */
const whoUndoes = {
  moveUsers: 'moveUsers',
  cancel: 'cancel',
  assignUsers: 'assign',
  unassignUsers: 'unassign',
} as const satisfies Record<UndoableKind, SubscriptionAction>

/** Gives back what a finished operation changed, as far as nobody has changed it since. (B20) */
export const undoJob = operationJob({
  kind: 'undo',
  who: 'moveUsers',
  whoFor: ({ undoes }) => whoUndoes[undoes.kind],
  load: async () => (await import('./run-undo.ts')).runUndo,
  release: releaseUndo,
  resource: ({ subscriptionId }) => `/subscriptions/${subscriptionId}`,
  result: ({ progress, undoes }) => ({ usersReturned: progress.succeeded, undoes: undoes.id }),
})

/** Moves the users of many subscriptions into one, one source after another. (B05) */
export const consolidateJob = operationJob({
  kind: 'consolidate',
  who: 'administrators',
  load: async () => (await import('./run-consolidate.ts')).runConsolidate,
  release: releaseConsolidate,
  child: { of: runningChild, after: withChild },
  resource: ({ targetSubscriptionId }) => `/subscriptions/${targetSubscriptionId}`,
  result: ({ progress, children, targetSubscriptionId }) => ({
    usersMoved: progress.succeeded,
    subscriptionsMoved: children.filter(({ state }) => state === 'Succeeded').length,
    targetSubscriptionId,
  }),
})
