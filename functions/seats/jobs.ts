import { releaseNothing } from '#core/operations/operation.ts'
import { helpPage } from '#core/organisation/links.ts'
import { operationJob } from '../jobs/operation-job.ts'

export const exportUsersJob = operationJob({
  kind: 'exportUsers',
  who: 'administrators',
  load: async () => (await import('./run-export.ts')).runExport,
  release: releaseNothing,
  resource: ({ id }) => `/exports/${id}`,
  result: (_operation, downloadUrl) => ({ downloadUrl, help: helpPage('assignLicenses') }),
})
