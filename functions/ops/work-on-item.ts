import type { Worked, WorkItem, Working } from '#core/deletion/work-item.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, notFound, type Refusal } from '#core/kernel/refusals.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import { actorOf } from '../http/caller.ts'
import type { SignedInContext } from '../http/context.ts'
import type { Reply } from '../http/reply.ts'
import { type Creation, createOnce } from '../http/transaction.ts'
import { workItemView } from './work-item-view.ts'

type ItemContext = SignedInContext<{ readonly id: string }, unknown, { readonly leaseId: string }>

/** Takes or completes a work item of any tenant, in one batch that is told in that organisation’s audit trail. (B15) */
export async function workOnItem(
  context: ItemContext,
  work: (item: Stored<WorkItem>, working: Working) => Promise<Refusal | Worked | Creation>,
): Promise<Reply> {
  const { services, params, caller, body } = context
  const where: readonly Comparison[] = [
    { field: 'id', is: '=', value: params.id },
    { field: 'type', is: '=', value: 'workItem' },
  ]
  const [found] = (await services.acrossTenants.page({ where }, { size: 1 })).found
  if (!found) return notFound()
  const { tenantId, id } = found
  // Kept in the batch of the effect, so beside the item: a repeat meets it there.
  const idempotency = context.idempotency && { ...context.idempotency, tenantId }
  return createOnce({ ...context, idempotency }, tenantId, async () => {
    const item = await services.documents.read<WorkItem>(tenantId, id)
    if (!item) return notFound()
    const auditId = documentId.audit(services.ids.next())
    const worked = await work(item, {
      leaseId: body.leaseId,
      by: actorOf(caller),
      at: services.clock.now(),
      now: services.machineClock.now(),
      auditId,
    })
    if (isRefusal(worked) || 'answer' in worked) return worked
    return {
      writes: worked.writes,
      answer: { status: 200, body: workItemView(worked.after) },
      etagOf: id,
      creates: auditId,
    }
  })
}
