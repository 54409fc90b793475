import type { Unavailable } from '#core/ports/failures.ts'
import type { Ports } from '#core/ports/ports.ts'

/** Tries of one step, by scheduled copies that wait longer and longer, before a person has to look: some four minutes. */
export const attemptsMax = 10
/** As in infra/messages/queues.json: after this delivery the message is a dead letter. */
export const deliveriesMax = 5

const longestDelayMs = 60_000

/** How long to wait before that attempt: at least as long as the outside asked for. */
export function delayMsOf(attempt: number, error: Unavailable): number {
  return Math.max(error.retryAfterMs, Math.min(longestDelayMs, 250 * 2 ** attempt))
}

/**
 * What another process has just written may not be here yet: before a message about something unknown goes back, its
 * document gets time to arrive, almost four seconds over all deliveries. Then it is taken for a bad one.
 */
export async function waitForReplicas(
  { machineClock }: Pick<Ports, 'machineClock'>,
  deliveryCount: number,
): Promise<void> {
  if (deliveryCount < deliveriesMax) await machineClock.sleep(250 * 2 ** (deliveryCount - 1))
}
