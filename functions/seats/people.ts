import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import type { Ports } from '#core/ports/ports.ts'
import { usersPerCall } from '#core/seats/assign.ts'
import { type Assignment, isAssignment } from '#core/seats/assignment.ts'
import { expected } from '../http/messages/messages.ts'
import { guid } from '../http/shapes.ts'

/** The people of an assign or unassign; one twice counts once, so the limit is looked at afterwards. (R104) */
export const userIdsShape = z
  .array(guid)
  .min(1)
  .transform((values) => [...new Set(values)] as UserId[])
  .refine((values) => values.length <= usersPerCall, expected('usersAtMost20'))
  .meta({
    description: `At most ${usersPerCall} people; one twice counts once`,
    override: { maxItems: usersPerCall },
  })

/** The people of the ids; one unknown, here or anywhere, and nobody is served. (R105) */
export async function findPeople(
  { documents }: Pick<Ports, 'documents'>,
  tenantId: TenantId,
  userIds: readonly UserId[],
): Promise<readonly User[] | RefusalOf<'UserNotFound'>> {
  const people = await documents.readTogether<User[]>(tenantId, userIds.map(documentId.user))
  const known = people.filter((person) => person !== undefined)
  if (known.length === people.length) return known
  return refuse('UserNotFound', {}, { target: 'userIds' })
}

/** Every assignment of the users in the tenant, held or revoked, of whatever subscription. */
export async function assignmentsOf(
  { documents }: Pick<Ports, 'documents'>,
  tenantId: TenantId,
  userIds: readonly UserId[],
): Promise<readonly Stored<Assignment>[]> {
  const where: Comparison[] = [isAssignment, { field: 'userId', is: 'in', values: userIds }]
  const found: Stored<Assignment>[] = []
  for await (const page of documents.pages<Assignment>(tenantId, { where }, 1_000)) found.push(...page.items)
  return found
}
