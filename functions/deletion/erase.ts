import { keptTypes } from '#core/deletion/delete-tenant.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { Write } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'

/** The organisation and its policy go last, with the end of the work item. */
const where = [{ field: 'type', is: 'not in', values: [...keptTypes, 'tenant', 'policy'] }] as const
const sliceMs = 5_000
/** Of a batch of 100, one sees that the organisation is still that which was deleted. */
const deletesPerBatch = 99

/**
 * Removes the documents of a deleted organisation, but for what is kept. False when a slice of time is over before that:
 * whoever asks again goes on, and twice or by two at once is the same. What is onboarded anew meanwhile stays.
 */
export async function erase(services: Services, tenantId: TenantId): Promise<boolean> {
  const { documents, machineClock, throttle } = services
  const until = toMilliseconds(machineClock.now()) + sliceMs
  const deletedAt = (await documents.read<Tenant>(tenantId, documentId.tenant))?.deletedAt
  if (!deletedAt) return false
  const stillDeleted: Write = {
    kind: 'patch',
    id: documentId.tenant,
    set: { deletedAt },
    when: [{ field: 'deletedAt', is: '=', value: deletedAt }],
  }
  while ((await documents.count(tenantId, { where })) > 0) {
    for await (const { items } of documents.pages(tenantId, { where, fields: ['id'] }, deletesPerBatch)) {
      if (toMilliseconds(machineClock.now()) >= until) return false
      if (items.length === 0) continue
      const commit = await documents.commit(tenantId, [
        stillDeleted,
        ...items.map(({ id }) => ({ kind: 'delete', id }) as const),
      ])
      await throttle.spend(tenantId, commit.requestUnits)
      if (commit.committed) continue
      if (commit.at === 0) return false
      // Some of them are gone already: what is left is asked for anew.
      break
    }
    if (toMilliseconds(machineClock.now()) >= until) return false
  }
  return true
}
