import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import type { User } from '#core/organisation/user.ts'
import type { Stored } from '#core/ports/documents.ts'
import { type Assignment, isAssignment } from '#core/seats/assignment.ts'
import type { BulkOperation, BulkPart } from '#core/seats/bulk.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import type { Selection } from '#core/take-over/selection.ts'
import { mayBeGiven, undoOfChosen, undoOfListed } from '#core/take-over/undo-of-user.ts'
import type { Sides } from '#core/take-over/undo-operation.ts'
import type { UndoOfUser } from '#core/take-over/undo-step.ts'
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

/** What an undo does about each of these chosen users; those for whom the move did nothing are left out. */
export async function undoOfEachChosen(
  reading: Reading,
  operation: TakeOverOperation,
  sides: Sides,
  userIds: readonly UserId[],
): Promise<readonly UndoOfUser[]> {
  const { held, active } = await whatTheyHold(reading, operation, userIds)
  return userIds.flatMap(
    (userId) => undoOfChosen(operation, sides, held.get(userId) ?? [], active.has(userId)) ?? [],
  )
}

/** The same about those of some parts of a list for whom something was done. */
export async function undoOfEachListed(
  reading: Reading,
  operation: BulkOperation,
  { source }: Sides,
  parts: readonly BulkPart[],
): Promise<readonly UndoOfUser[]> {
  const userIds = parts.flatMap((part) => doneIn(part))
  const { held, active } = await whatTheyHold(reading, operation, userIds)
  return parts.flatMap((part) =>
    doneIn(part).flatMap(
      (userId) => undoOfListed(operation, part, source, held.get(userId) ?? [], active.has(userId)) ?? [],
    ),
  )
}

function doneIn({ entries }: BulkPart): readonly UserId[] {
  return entries.flatMap(({ is, userId }) => (is === 'succeeded' && userId ? [userId] : []))
}

async function whatTheyHold(
  reading: Reading,
  operation: { readonly tenantId: TenantId; readonly id: string },
  userIds: readonly UserId[],
) {
  const { tenantId } = operation
  const all = await licencesOf(reading, tenantId, userIds)
  const active = await activeAmong(reading, tenantId, mayBeGiven(operation, all))
  return { held: Map.groupBy(all, ({ userId }) => userId), active }
}

/** Every licence that the users hold or held, of whatever subscription. */
async function licencesOf(
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
async function activeAmong(
  { documents, throttle }: Reading,
  tenantId: TenantId,
  userIds: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  const active = new Set<UserId>()
  if (userIds.length === 0) return active
  const query = {
    where: [
      { field: 'type', is: '=', value: 'user' } as const,
      { field: 'userId', is: 'in', values: userIds } as const,
    ],
    fields: ['userId', 'accountEnabled', 'userType'],
  }
  for await (const page of documents.pages<User>(tenantId, query, 1_000)) {
    await throttle.spend(tenantId, page.requestUnits)
    for (const { userId, accountEnabled, userType } of page.items)
      if (accountEnabled && userType !== 'guest') active.add(userId)
  }
  return active
}
