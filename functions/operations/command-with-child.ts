import type { Actor, AuditEntry } from '#core/audit/audit-entry.ts'
import type { Operation } from '#core/documents.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import { type Command, command } from '#core/operations/commands.ts'
import type { Changed } from '#core/operations/operation.ts'
import type { Write } from '#core/ports/documents.ts'
import { readSurely } from '../jobs/back-off.ts'
import type { Services } from '../jobs/job.ts'

export interface Commanded extends Changed<Operation> {
  /** Whose work goes on with it, where it does. */
  readonly goOn: readonly Operation[]
}

/**
 * Carries a command out on an operation, and in the same batch on the one that it runs: neither goes on without the other.
 * What that one has come to by itself meanwhile stays so.
 */
export async function commandWithChild(
  services: Services,
  operation: Operation,
  what: Command,
  by: Actor,
  at: Instant,
  /** What else the audit entry tells. */
  facts: AuditEntry['facts'] = {},
): Promise<Refusal<'OperationFinished'> | Commanded> {
  const { release, child: runs } = services.jobs.operation(operation)
  const child = await childOf(services, operation)
  if (!runs || !child) {
    const alone = command(operation, what, by, at, release, facts)
    return isRefusal(alone) ? alone : { ...alone, goOn: [alone.operation] }
  }
  const told = tellChild(services, child, what, by, at)
  const after = (touched: Operation) => release(runs.after(touched, told.operation))
  const commanded = command(operation, what, by, at, after, facts)
  if (isRefusal(commanded) || commanded.writes.length === 0)
    return isRefusal(commanded) ? commanded : { ...commanded, goOn: [] }
  const goOn = [commanded.operation, ...(told.writes.length > 0 ? [told.operation] : [])]
  return { operation: commanded.operation, writes: [...commanded.writes, ...told.writes], goOn }
}

/** Undefined where it runs none, or that is kept no longer. */
async function childOf(services: Services, operation: Operation): Promise<Operation | undefined> {
  const id = services.jobs.operation(operation).child?.of(operation)
  return id === undefined ? undefined : readSurely<Operation>(services, operation.tenantId, id)
}

/** Whoever gives the parent up wants its child no more. */
function tellChild(
  services: Services,
  child: Operation,
  what: Command,
  by: Actor,
  at: Instant,
): { readonly operation: Operation; readonly writes: readonly Write[] } {
  const { release } = services.jobs.operation(child)
  const told = command(child, what === 'drop' ? 'cancel' : what, by, at, release)
  return isRefusal(told) ? { operation: child, writes: [] } : told
}
