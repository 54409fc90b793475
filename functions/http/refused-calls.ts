import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { actorOf, type Caller } from './caller.ts'
import type { Incoming } from './context.ts'
import type { Reply } from './reply.ts'
import { refusalStatus } from './status.ts'

/** So long the answer waits for it. */
const patienceMs = 1_000

/**
 * Leaves a refused call in the audit trail of the caller's own organisation: a role that they lack, another organisation's
 * address, its policy. One entry an hour for the same person, route and reason, so that nobody fills an audit trail by asking
 * again and again. What cannot be written holds nobody up: the call is refused all the same. (B15)
 */
export async function noted<Given>(
  incoming: Incoming & { caller: Caller },
  handle: (given: Given) => Promise<Reply>,
  run: (handle: (given: Given) => Promise<Reply>) => Promise<Reply>,
): Promise<Reply> {
  let letIn = false
  const reply = await run((given) => {
    letIn = true
    return handle(given)
  })
  if (!isRefusal(reply) || !matters(incoming, reply, letIn)) return reply
  const { services } = incoming
  const written = writeDown(incoming, reply).catch((error: unknown) => {
    const passes = error instanceof Unavailable
    services.log(passes ? 'warning' : 'error', `A refused call is not in the audit trail: ${error}`)
  })
  await Promise.race([written, services.machineClock.sleep(patienceMs)])
  return reply
}

/**
 * What is 403 says who somebody is, or what the organisation decided; other refusals speak of a state or a body. What
 * whoever was let in does not find is only not there.
 */
function matters(incoming: Incoming & { caller: Caller }, { refused }: Refusal, letIn: boolean): boolean {
  return refused === 'NotFound' ? !letIn && isElsewhere(incoming) : refusalStatus[refused] === 403
}

/** The address is another organisation's, or nobody's: the answer does not say which, nor does the entry. */
function isElsewhere({ request, caller }: Incoming & { caller: Caller }): boolean {
  const addressed = request.params['t']
  return addressed !== undefined && addressed.toLowerCase() !== caller.homeTenantId
}

async function writeDown(incoming: Incoming & { caller: Caller }, { refused }: Refusal): Promise<void> {
  const { services, caller, name } = incoming
  const { homeTenantId: tenantId, userId } = caller
  const tenant = await services.documents.read<Tenant>(tenantId, documentId.tenant)
  // Nobody looks after an audit trail there.
  if (!tenant || tenant.deletedAt) return
  const at = services.clock.now()
  const hour = at.slice(0, 13)
  const id = documentId.audit(
    `refused:${services.ids.derive([tenantId, userId, name, refused, hour].join('\n'))}`,
  )
  const entry = auditEntry(id, 'call.refused', actorOf(caller), at, {
    tenantId,
    facts: { route: name, code: refused },
  })
  // One that is there already is from the same hour.
  await services.documents.commit(tenantId, [{ kind: 'create', document: entry }])
}
