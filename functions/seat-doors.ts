import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { UserId } from '#core/kernel/ids.ts'
import { notFound, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import type { World } from '#core/ports/services.ts'
import { usersPerCall } from '#core/seats/assign.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { refuseSeatChange } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { admins, isAny } from './caller.ts'
import { type Call, guid } from './door.ts'
import { isAssignment, isInLicenseAdminsHands, maySee } from './subscriptions.ts'

/** What the doors of assign and unassign share. */
export const userIdsShape = z
  .array(guid)
  .min(1)
  .max(1_000)
  .transform((values) => [...new Set(values)] as UserId[])
  .refine((values) => values.length <= usersPerCall, `Expected at most ${usersPerCall} users.`)

/**
 * The subscription when the caller may change its seats. License and User Administrators may on central and
 * taken-over ones; for whoever sees nothing of it, it is not there.
 */
export async function findForSeats(
  call: Pick<Call, 'world' | 'caller'>,
  id: string,
): Promise<Stored<Subscription> | Refusal> {
  const { world, caller } = call
  const subscription = await world.documents.read<Subscription>(caller.tenantId, id)
  if (subscription?.type !== 'subscription' || subscription.state === 'pending') return notFound()
  const purchaser = subscription.purchaserId === caller.userId
  const admin = isAny(caller, admins)
  const inAdminHands = subscription.channel === 'central' || subscription.controlledBy !== null
  const licenseAdmin = isInLicenseAdminsHands(caller, subscription)
  if (!maySee(caller, subscription) && !licenseAdmin) return notFound()
  if (!purchaser && !admin && !licenseAdmin) {
    return refuse('Forbidden', 'This is for the purchaser, and for administrators.')
  }
  const asAdmin = (admin || licenseAdmin) && (!purchaser || inAdminHands)
  return refuseSeatChange(subscription, asAdmin ? 'admin' : 'purchaser') ?? subscription
}

/** The people of the ids; one unknown, here or anywhere, and nobody is served. (R105) */
export async function findPeople(
  world: World,
  tenantId: Subscription['tenantId'],
  userIds: readonly UserId[],
): Promise<readonly User[] | Refusal<'UserNotFound'>> {
  const people = await Promise.all(
    userIds.map((userId) => world.documents.read<User>(tenantId, documentId.user(userId))),
  )
  const known = people.filter((person) => person !== undefined)
  if (known.length === people.length) return known
  return refuse('UserNotFound', 'One or more of the users are not members of your organisation.', {
    target: 'userIds',
  })
}

/** Every assignment of the users in the tenant, held or revoked, of whatever subscription. */
export async function assignmentsOf(
  world: World,
  tenantId: Subscription['tenantId'],
  userIds: readonly UserId[],
): Promise<readonly Stored<Assignment>[]> {
  const where: Comparison[] = [isAssignment, { field: 'userId', is: 'in', values: userIds }]
  const found: Stored<Assignment>[] = []
  for await (const page of world.documents.pages<Assignment>(tenantId, { where }, 1_000))
    found.push(...page.items)
  return found
}
