import type { UserId } from '#core/kernel/ids.ts'
import type { Ports } from '#core/ports/ports.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { allHolders, holdersAmong } from '../seats/holders.ts'

/** How many of the users to move already hold the target and so need no seat there; the smaller side is read. */
export async function countHolding(
  ports: Pick<Ports, 'documents'>,
  source: Subscription,
  target: Subscription,
  userIds?: readonly UserId[],
): Promise<number> {
  if (source.seats.assigned === 0 || target.seats.assigned === 0) return 0
  if (userIds) return (await holdersAmong(ports, target, userIds)).size
  const [few, many] = source.seats.assigned <= target.seats.assigned ? [source, target] : [target, source]
  return (await holdersAmong(ports, many, [...(await allHolders(ports, few))])).size
}
