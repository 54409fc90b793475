import { releaseNothing } from '#core/operations/operation.ts'
import { helpPage } from '#core/organisation/links.ts'
import { releaseBulk } from '#core/seats/bulk.ts'
import { operationJob } from '../jobs/operation-job.ts'

export const exportUsersJob = operationJob({
  kind: 'exportUsers',
  who: 'administrators',
  load: async () => (await import('./run-export.ts')).runExport,
  release: releaseNothing,
  resource: ({ id }) => `/exports/${id}`,
  result: (_operation, downloadUrl) => ({ downloadUrl, help: helpPage('assignLicenses') }),
})

/** Gives licences to everybody on a list. (B12, R066) */
export const assignUsersJob = operationJob({
  kind: 'assignUsers',
  who: 'assign',
  load: async () => (await import('./run-bulk.ts')).runAssigning,
  release: releaseBulk,
  resource: ({ subscriptionId }) => `/subscriptions/${subscriptionId}`,
  result: ({ progress }) => ({ usersAssigned: progress.succeeded }),
})

/** Takes the licences of everybody on a list back. (B12) */
export const unassignUsersJob = operationJob({
  kind: 'unassignUsers',
  who: 'unassign',
  load: async () => (await import('./run-bulk.ts')).runUnassigning,
  release: releaseBulk,
  resource: ({ subscriptionId }) => `/subscriptions/${subscriptionId}`,
  result: ({ progress }) => ({ usersUnassigned: progress.succeeded }),
})
