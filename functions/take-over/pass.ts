import { toMilliseconds } from '#core/kernel/time.ts'
import { failOperation } from '#core/operations/commands.ts'
import type { Delivery, OperationBase } from '#core/operations/operation.ts'
import type { Commit, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import { releaseTakeOver, type TakeOverOperation } from '#core/take-over/operations.ts'
import type { Services } from '../jobs/job.ts'

/** One run of a worker over an operation, from what is stored now until somebody else's change. */
export interface Pass<O extends TakeOverOperation> {
  readonly services: Services
  readonly operation: O
  readonly worker: Delivery
  /** When the slice of time is over, in milliseconds since 1970. */
  readonly until: number
}

/** `disturbed`: something has changed meanwhile, and everything is read again. */
export type Passed = 'ended' | 'unfinished' | 'disturbed'

/** A slice ends with its time, or with the process. */
export function isTimeOver({
  services,
  until,
}: Pick<Pass<TakeOverOperation>, 'services' | 'until'>): boolean {
  return services.shutdown.begun || toMilliseconds(services.machineClock.now()) >= until
}

/** Undefined when nobody knows whether it was done: the operation tells, when it is read again. */
export async function commitStep(
  { documents, throttle }: Pick<Services, 'documents' | 'throttle'>,
  { tenantId }: Pick<OperationBase, 'tenantId'>,
  writes: readonly Write[],
): Promise<Commit | undefined> {
  try {
    const commit = await documents.commit(tenantId, writes)
    if (commit.committed) await throttle.spend(tenantId, commit.requestUnits)
    return commit
  } catch (error) {
    if (error instanceof OutcomeUnknown) return undefined
    throw error
  }
}

/** Ends an operation that cannot end well: what has moved stays moved, and the source is let go. */
export async function giveUp(
  services: Services,
  operation: TakeOverOperation,
  error: { readonly code: string; readonly message: string },
): Promise<Passed> {
  const failed = failOperation(operation, error, services.clock.now(), releaseTakeOver)
  const commit = await commitStep(services, operation, failed.writes)
  return commit?.committed ? 'ended' : 'disturbed'
}
