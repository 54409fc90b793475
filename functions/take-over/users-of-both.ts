import type { UserId } from '#core/kernel/ids.ts'
import type { Ports } from '#core/ports/ports.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { allHolders, holdersAmong } from '../seats/holders.ts'

/** Which of the users to move already hold the target and so need no seat there; the smaller side is read. */
export async function usersOfBoth(
  ports: Pick<Ports, 'documents' | 'throttle'>,
  source: Subscription,
  target: Subscription,
  userIds?: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  if (source.seats.assigned === 0 || target.seats.assigned === 0) return new Set()
  if (userIds) return holdersAmong(ports, target, userIds)
  const [few, many] = source.seats.assigned <= target.seats.assigned ? [source, target] : [target, source]
  return holdersAmong(ports, many, [...(await allHolders(ports, few))])
}
