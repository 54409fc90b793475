import type { Operation } from '#core/documents.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import { isWaiting } from '#core/operations/operation.ts'
import type { Services } from '../jobs/job.ts'
import { wakeUp } from '../jobs/message.ts'

/** What is planned for later than that, the sweeper finds at its time. */
const soonMs = 3_600_000

/** Wakes the worker of an operation that was asked for: now, or when its time has come. */
export async function wakeAtItsTime(services: Services, operation: Operation): Promise<void> {
  const { startAt } = operation
  if (startAt === undefined || !isWaiting(operation)) return wakeUp(services, operation)
  const delayMs = toMilliseconds(startAt) - toMilliseconds(services.clock.now())
  if (delayMs <= soonMs) await wakeUp(services, operation, { delayMs: Math.max(0, delayMs) })
}
