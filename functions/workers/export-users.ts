import { endExport } from '#core/seats/export.ts'
import { fileNameOf, rowsOf } from '../export-file.ts'
import { workOn } from './job-worker.ts'
import { queueWorker } from './queue-worker.ts'

/** Writes the users of some subscriptions into a CSV file. Begun again, it writes the same file again. (R051) */
export const exportUsers = queueWorker('export-users', (world, body, deliveryCount) =>
  workOn(world, 'export-users', body, deliveryCount, async (_world, operation, delivery) => {
    if (operation.completedAt !== null || operation.state === 'Paused') return 'notOurs'
    let users = 0
    const rows = rowsOf(world, operation, () => {
      users += 1
    })
    await world.files.write(fileNameOf(operation), 'text/csv; charset=utf-8', rows)
    const ended = endExport(operation, users, delivery, world.clock.now())
    const commit = await world.documents.commit(operation.tenantId, ended.writes)
    return commit.committed ? 'ended' : 'notOurs'
  }),
)
