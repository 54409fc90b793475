import type { UserId } from '#core/kernel/ids.ts'
import type { World } from '#core/ports/services.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { allHolders, holdersAmong } from './subscriptions.ts'

/** How many of the users to move already hold the target and so need no seat there; the smaller side is read. */
export async function countHolding(
  world: World,
  source: Subscription,
  target: Subscription,
  userIds?: readonly UserId[],
): Promise<number> {
  if (source.seats.assigned === 0 || target.seats.assigned === 0) return 0
  if (userIds) return (await holdersAmong(world, target, userIds)).size
  const [few, many] = source.seats.assigned <= target.seats.assigned ? [source, target] : [target, source]
  return (await holdersAmong(world, many, [...(await allHolders(world, few))])).size
}
