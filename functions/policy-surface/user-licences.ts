import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { parseGuid, type TenantId, type UserId } from '#core/kernel/ids.ts'
import type { User } from '#core/organisation/user.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import type { Ports } from '#core/ports/ports.ts'
import { type Assignment, isHeldIn } from '#core/seats/assignment.ts'
import type { Seen } from '#core/seats/change-licences.ts'
import { maySee } from '#core/subscriptions/standing.ts'
import type { Caller } from '../http/caller.ts'
import { seatsMax, subscriptionsOf } from '../seats/subscriptions-of.ts'
import { standingOf } from '../subscriptions/find.ts'

export const ofUser = z.object({
  id: z.string().min(1).max(256).describe('The object id, or the name to sign in with'),
})

/** Somebody of the organisation, by object id or by the name to sign in with, as Graph takes both. */
export async function findUser(
  { documents }: Pick<Ports, 'documents'>,
  tenantId: TenantId,
  id: string,
): Promise<Stored<User> | undefined> {
  const userId = parseGuid<'user'>(id) as UserId | undefined
  if (userId) return documents.read<User>(tenantId, documentId.user(userId))
  const where: Comparison[] = [
    { field: 'type', is: '=', value: 'user' },
    { field: 'search.userPrincipalName', is: '=', value: id.toLowerCase() },
  ]
  const { items } = await documents.page<User>(tenantId, { where }, { size: 1 })
  return items[0]
}

/** The subscriptions of which the person holds a seat, as far as the caller sees them; one's own all of them. */
export async function licencesSeen(
  ports: Pick<Ports, 'documents'>,
  caller: Caller,
  userId: UserId,
  assignments: readonly Stored<Assignment>[],
): Promise<readonly Seen[]> {
  const active = assignments.filter(({ seat }) => seat.state === 'active')
  const found: Seen[] = []
  for (let from = 0; from < active.length; from += seatsMax) {
    const some = active.slice(from, from + seatsMax)
    for (const subscription of await subscriptionsOf(ports, caller.tenantId, some)) {
      const standing = standingOf(caller, subscription)
      const isSeen = userId === caller.userId || maySee(subscription, standing)
      const isNew = !found.some((other) => other.subscription.id === subscription.id)
      if (isSeen && isNew && some.some((one) => isHeldIn(one, subscription)))
        found.push({ subscription, standing })
    }
  }
  return found
}
