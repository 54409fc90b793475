import type { ConsolidateOperation } from '#core/take-over/consolidate.ts'
import type { RunJob } from '../jobs/run-job.ts'

export const runConsolidate: RunJob<ConsolidateOperation> = async () => 'notOurs'
