import { type AuditEntry, auditEntry } from '#core/audit/audit-entry.ts'
import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { DeadLetter } from '#core/ports/messages.ts'
import { actorOf } from '../http/caller.ts'
import type { SignedInContext } from '../http/context.ts'
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

/**
 * Tells of what is done to a dead letter before it is done, so that nothing is done untold: in the audit trail of the
 * organisation that it is of or, where there is none of that name, in that of the operators' own. (B15)
 */
export async function auditLetter(
  { services, caller, idempotency }: SignedInContext,
  letter: DeadLetter,
  of: TenantId | undefined,
  action: 'deadLetter.dropped' | 'deadLetter.resubmitted',
  more: AuditEntry['facts'] = {},
): Promise<void> {
  const { documents, ids, clock } = services
  const isKnown = of !== undefined && (await documents.read<Tenant>(of, documentId.tenant)) !== undefined
  const tenantId = isKnown ? of : caller.tenantId
  // A repeat finds its own entry there; an id for repeats is good for one day, and a number for one letter.
  const cause = idempotency ? `${idempotency.id}:${letter.queue}:${letter.sequenceNumber}` : ids.next()
  const entry = auditEntry(documentId.audit(cause), action, actorOf(caller), clock.now(), {
    tenantId,
    facts: { ...factsOf(letter), ...more },
  })
  await documents.commit(tenantId, [{ kind: 'create', document: entry }])
}

/** Puts a dead letter back on its queue, and says so before. False where it lies there no more. (B16) */
export async function resubmitLetter(
  context: SignedInContext,
  letter: DeadLetter,
  messageId: string,
): Promise<boolean> {
  const { services } = context
  const { tenantId } = await judge(services, letter)
  await auditLetter(context, letter, tenantId, 'deadLetter.resubmitted')
  return services.deadLetters.resubmit(letter.queue, letter.sequenceNumber, messageId)
}

/** What the audit trail says of a dead letter. */
export function factsOf({ queue, messageId }: DeadLetter): {
  readonly queue: string
  readonly messageId: string
} {
  return { queue, messageId }
}
