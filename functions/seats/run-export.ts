import { type ExportUsersOperation, endExport } from '#core/seats/export.ts'
import type { RunJob } from '../jobs/run-job.ts'
import { contentType, fileNameOf, rowsOf } from './export-file.ts'

/** Writes the users of some subscriptions into a CSV file. Begun again, it writes the same file again. (R051) */
export const runExport: RunJob<ExportUsersOperation> = async (services, operation, delivery) => {
  if (operation.completedAt !== null || operation.state === 'Paused') return 'notOurs'
  let users = 0
  const rows = rowsOf(services, operation, () => {
    users += 1
  })
  await services.files.write(fileNameOf(operation), contentType, rows)
  const ended = endExport(operation, users, delivery, services.clock.now())
  const commit = await services.documents.commit(operation.tenantId, ended.writes)
  return commit.committed ? 'ended' : 'notOurs'
}
