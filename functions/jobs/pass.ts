import type { Operation } from '#core/documents.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import { failOperation } from '#core/operations/commands.ts'
import type { Delivery, OperationBase } from '#core/operations/operation.ts'
import type { Commit, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { Services } from './job.ts'

/** One run of a worker over an operation, from what is stored now until somebody else's change. */
export interface Pass<O extends OperationBase> {
  readonly services: Services
  readonly operation: O
  readonly worker: Delivery
  /** When the slice of time is over, in milliseconds since 1970. */
  readonly until: number
}

/**
 * `disturbed`: something has changed meanwhile, and everything is read again. `notYet`: it waits for its time, or for
 * another operation, and a later message has it go on.
 */
export type Passed = 'ended' | 'unfinished' | 'disturbed' | 'notYet'

/** A pass that commits nothing has met somebody else's change. So many in a row, and it is time to wait. */
const fruitlessPassesMax = 25

/**
 * Carries an operation on until it ends (`ended`), its time slice is over (`unfinished`), or somebody else has it:
 * another worker, or a person who paused it (`notOurs`). Throws `Unavailable` when the outside fails.
 */
export async function carryOn<O extends Operation>(
  services: Services,
  operation: O,
  worker: Delivery,
  pass: (pass: Pass<O>) => Promise<Passed>,
): Promise<'ended' | 'unfinished' | 'notOurs'> {
  const until = toMilliseconds(services.machineClock.now()) + services.settings.workSliceMs
  let current = operation
  let fruitless = 0
  while (current.completedAt === null) {
    if (current.state === 'Paused') return 'notOurs'
    if (fruitless >= fruitlessPassesMax) throw new Unavailable('Others keep changing the same subscriptions.')
    const passed = await pass({ services, operation: current, worker, until })
    if (passed === 'notYet') return 'notOurs'
    if (passed !== 'disturbed') return passed
    const latest = await services.documents.read<O>(operation.tenantId, operation.id)
    if (!latest) return 'notOurs'
    if (latest.sequence !== current.sequence && latest.lastStep.by !== worker.by) return 'notOurs'
    fruitless = latest.sequence === current.sequence ? fruitless + 1 : 0
    current = latest
  }
  return 'ended'
}

/** A slice ends with its time, or with the process. */
export function isTimeOver({ services, until }: Pick<Pass<OperationBase>, 'services' | 'until'>): boolean {
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

/** Ends an operation that cannot end well: what is done stays done, and what it holds is let go. */
export async function giveUp(
  services: Services,
  operation: Operation,
  error: { readonly code: string; readonly message: string },
): Promise<Passed> {
  const { release } = services.jobs.operation(operation)
  const failed = failOperation(operation, error, services.clock.now(), release)
  const commit = await commitStep(services, operation, failed.writes)
  return commit?.committed ? 'ended' : 'disturbed'
}
