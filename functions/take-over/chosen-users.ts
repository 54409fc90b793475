import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import type { User } from '#core/organisation/user.ts'
import type { Stored } from '#core/ports/documents.ts'
import { type Assignment, isAssignment } from '#core/seats/assignment.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import type { Selection } from '#core/take-over/selection.ts'
import { mayBeGiven, type UndoOfUser, undoOfUser } from '#core/take-over/undo-chosen.ts'
import type { Sides } from '#core/take-over/undo-operation.ts'
import type { Services } from '../jobs/job.ts'

type Reading = Pick<Services, 'documents' | 'throttle'>

/** So many users are looked at together: their ids are far below what a query takes. */
export const usersPerLook = 1_000

/** Who was chosen, in the order in which they were named; nobody once the list is forgotten. */
export async function readSelection(
  { documents }: Pick<Services, 'documents'>,
  { tenantId, id }: Pick<TakeOverOperation, 'tenantId' | 'id'>,
): Promise<readonly UserId[]> {
  const selection = await documents.read<Selection>(tenantId, documentId.selection(id))
  return selection?.userIds ?? []
}

/** What an undo does about each of these users; those for whom the move did nothing are left out. */
export async function undoOfEach(
  reading: Reading,
  operation: Pick<TakeOverOperation, 'tenantId' | 'id'>,
  sides: Sides,
  userIds: readonly UserId[],
): Promise<readonly (UndoOfUser | undefined)[]> {
  const { tenantId } = operation
  const all = await licencesOf(reading, tenantId, userIds)
  const active = await activeAmong(reading, tenantId, mayBeGiven(operation, all))
  const byUser = Map.groupBy(all, ({ userId }) => userId)
  return userIds.map((userId) => undoOfUser(operation, sides, byUser.get(userId) ?? [], active.has(userId)))
}

/** Every licence that the users hold or held, of whatever subscription. */
export async function licencesOf(
  { documents, throttle }: Reading,
  tenantId: TenantId,
  userIds: readonly UserId[],
): Promise<readonly Stored<Assignment>[]> {
  if (userIds.length === 0) return []
  const query = { where: [isAssignment, { field: 'userId', is: 'in', values: userIds } as const] }
  const found: Stored<Assignment>[] = []
  for await (const page of documents.pages<Assignment>(tenantId, query, 1_000)) {
    await throttle.spend(tenantId, page.requestUnits)
    found.push(...page.items)
  }
  return found
}

/** Whose account can be given a licence. */
export async function activeAmong(
  { documents }: Reading,
  tenantId: TenantId,
  userIds: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  if (userIds.length === 0) return new Set()
  const query = {
    where: [
      { field: 'type', is: '=', value: 'user' } as const,
      { field: 'userId', is: 'in', values: userIds } as const,
    ],
    fields: ['userId', 'accountEnabled', 'userType'],
  }
  const active = new Set<UserId>()
  for await (const page of documents.pages<User>(tenantId, query, 1_000))
    for (const { userId, accountEnabled, userType } of page.items)
      if (accountEnabled && userType !== 'guest') active.add(userId)
  return active
}
