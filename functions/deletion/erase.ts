import { keptTypes } from '#core/deletion/delete-tenant.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import type { Services } from '../jobs/job.ts'

/** The organisation and its policy go last, with the end of the work item. */
const where = [{ field: 'type', is: 'not in', values: [...keptTypes, 'tenant', 'policy'] }] as const
const sliceMs = 5_000
const writesPerBatch = 100

/**
 * Removes the documents of a deleted organisation, but for what is kept. False when a slice of time is over before that:
 * whoever asks again goes on, and twice or by two at once is the same.
 */
export async function erase(services: Services, tenantId: TenantId): Promise<boolean> {
  const { documents, machineClock, throttle } = services
  const until = toMilliseconds(machineClock.now()) + sliceMs
  while ((await documents.count(tenantId, { where })) > 0) {
    for await (const { items } of documents.pages(tenantId, { where, fields: ['id'] }, writesPerBatch)) {
      if (toMilliseconds(machineClock.now()) >= until) return false
      if (items.length === 0) continue
      const commit = await documents.commit(
        tenantId,
        items.map(({ id }) => ({ kind: 'delete', id })),
      )
      await throttle.spend(tenantId, commit.requestUnits)
      // Some of them are gone already: what is left is asked for anew.
      if (!commit.committed) break
    }
    if (toMilliseconds(machineClock.now()) >= until) return false
  }
  return true
}
