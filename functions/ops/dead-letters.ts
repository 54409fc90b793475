import type { Operation } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { DeadLetter } from '#core/ports/messages.ts'
import { atWorkFor, isAtWork } from '../jobs/at-work.ts'
import type { Explained, Services } from '../jobs/job.ts'
import { PoisonMessage } from '../jobs/message.ts'

/** What a dead letter is about, or why no retry can help it. */
export type Judged = Explained | { readonly tenantId: TenantId | undefined; readonly poison: string }

/** A message is judged again as its worker would. */
export async function judge(services: Services, { queue, body }: DeadLetter): Promise<Judged> {
  try {
    return await services.jobs.of(queue).explain(services, queue, body)
  } catch (error) {
    if (error instanceof PoisonMessage) return { tenantId: error.tenantId, poison: error.message }
    throw error
  }
}

/**
 * Whether dropping the dead letter gives its operation up. One that runs well on another message is not: only one that
 * waits for a person, or that nobody has touched for long at the very step that the dead letter asks for.
 */
export function givesUp(
  { clock, settings }: Services,
  operation: Operation,
  sequence: number | undefined,
): boolean {
  if (operation.completedAt !== null) return false
  if (operation.needsAttention) return true
  const atWork = atWorkFor(settings.forgottenAfterMs, clock.now())
  return !isAtWork(operation.updatedAt, atWork) && operation.sequence === sequence
}
