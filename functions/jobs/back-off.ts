import type { TenantId } from '#core/kernel/ids.ts'
import type { DocumentBase, Stored } from '#core/ports/documents.ts'
import type { Unavailable } from '#core/ports/failures.ts'
import type { Ports } from '#core/ports/ports.ts'

/** Tries of one step, by scheduled copies that wait longer and longer, before a person has to look: some four minutes. */
export const attemptsMax = 10

const longestDelayMs = 60_000

/** How long to wait before that attempt: at least as long as the outside asked for. */
export function delayMsOf(attempt: number, error: Unavailable): number {
  return Math.max(error.retryAfterMs, Math.min(longestDelayMs, 250 * 2 ** attempt))
}

/** Longer than any replica was ever seen to be behind. */
export const replicasArriveWithinMs = 4_000

/**
 * What another process has just written may not be here yet: before a message about something unknown goes back, its
 * document gets time to arrive, four seconds in equal parts over all deliveries but the last. Then it is taken for a bad
 * one.
 */
export async function waitForReplicas(
  { machineClock, settings }: Pick<Ports, 'machineClock' | 'settings'>,
  deliveryCount: number,
): Promise<void> {
  const { deliveriesMax } = settings
  if (deliveryCount >= deliveriesMax) return
  await machineClock.sleep(Math.ceil(replicasArriveWithinMs / (deliveriesMax - 1)))
}

/** What another process may have just written, where a no would be for good. */
export async function readSurely<D extends DocumentBase>(
  { documents, machineClock }: Pick<Ports, 'documents' | 'machineClock'>,
  tenantId: TenantId,
  id: string,
): Promise<Stored<D> | undefined> {
  const found = await documents.read<D>(tenantId, id)
  if (found) return found
  await machineClock.sleep(replicasArriveWithinMs)
  return documents.read<D>(tenantId, id)
}

/** What throws now becomes a dead letter. */
export function isLastDelivery({ settings }: Pick<Ports, 'settings'>, deliveryCount: number): boolean {
  return deliveryCount >= settings.deliveriesMax
}
