import type { TenantId } from '#core/kernel/ids.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import type { Ports } from '#core/ports/ports.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { type Subscription, workingStates } from '#core/subscriptions/subscription.ts'

/** So many seats of one person are looked up at once, whatever page is asked for. */
export const seatsMax = 100

/** The subscriptions that these seats are of, as long as they live. */
export async function subscriptionsOf(
  { documents }: Pick<Ports, 'documents'>,
  tenantId: TenantId,
  assignments: readonly Assignment[],
): Promise<readonly Stored<Subscription>[]> {
  if (assignments.length === 0) return []
  const lotIds = new Set(assignments.map(({ seat }) => seat.lotId))
  const where: readonly Comparison[] = [
    { field: 'type', is: '=', value: 'subscription' },
    { field: 'state', is: 'in', values: [...workingStates] },
    { anyOf: [...lotIds].map((lotId) => ({ field: 'lotIds', is: 'contains', value: lotId })) },
  ]
  const found: Stored<Subscription>[] = []
  for await (const page of documents.pages<Subscription>(tenantId, { where }, seatsMax))
    found.push(...page.items)
  return found
}
