import * as z from 'zod'
import type { DeleteSignUpOperation } from '#core/deletion/delete-sign-up.ts'
import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { type Assignment, everIn, isAssignment } from '#core/seats/assignment.ts'
import { lotsAt } from '#core/subscriptions/lots.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { MoveUsersOperation, TakeOverOperation } from '#core/take-over/operations.ts'
import {
  lotsTouched,
  type Outcome,
  outcomeOfChosen,
  outcomeOfFailed,
  outcomeOfWhole,
  outcomes,
} from '#core/take-over/outcomes.ts'
import type { Selection } from '#core/take-over/selection.ts'
import { people } from '../http/caller.ts'
import { type ListContext, type ListReply, pageAnswer, rowsAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { findOperation } from './find.ts'
import { type Holder, type IsWanted, type Result, reasons, resultShape, type ToRow } from './result-shape.ts'
import { resultsOfList } from './results-of-list.ts'
import { transferRows } from './transfer-rows.ts'
import { undoAnswer } from './undo-rows.ts'

/** Where few of the users became what is asked for, so many are looked at for a page, which may then be empty. */
const lookedAtMax = 10_000

export const route = tenantRoute({
  summary:
    'What became of each user so far. Read from the licences themselves, or from the list as its steps leave it, so it is never behind. Of a transfer of ownership what became of each subscription.',
  tag: 'Operations',
  who: people,
  params: z.object({ t: guid, id: guid }),
  query: z.strictObject({
    ...paging,
    outcome: z.enum(outcomes).optional().describe('Only those; all when absent'),
    reason: z.enum(reasons).optional().describe('Only those who were skipped for it'),
  }),
  answers: {
    200: {
      description:
        'A page of users; where few have the outcome that is asked for, one may be empty before the last',
      body: listOf(resultShape),
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const operation = await findOperation(context, context.params.id)
    if (isRefusal(operation)) return operation
    const { outcome, reason } = context.query
    const looksFor = reason ? 'skipped' : outcome
    // What nobody became nobody is looked at for, once that is certain.
    if (looksFor && operation.completedAt !== null && operation.progress[looksFor] === 0)
      return rowsAnswer(context, [])
    const isWanted: IsWanted = (became) =>
      (!outcome || became.outcome === outcome) && (!reason || became.reason === reason)
    const row: ToRow = (assignment, became) =>
      became && isWanted(became) ? [rowOf(operation, assignment, became)] : []
    switch (operation.kind) {
      case 'consolidate':
      // Its children tell, each of its own.
      case 'exportUsers':
        return rowsAnswer(context, [])
      case 'undo':
        return undoAnswer(context, operation, row, isWanted)
      case 'transferOwnership':
        return rowsAnswer(context, transferRows(operation, isWanted))
      case 'deleteSignUp':
        return signUpAnswer(context, operation, row)
      case 'assignUsers':
      case 'unassignUsers':
        return resultsOfList(context, operation, isWanted)
      case 'cancel':
        return wholeAnswer(context, operation, row)
      case 'moveUsers':
        return operation.onlySelected
          ? chosenAnswer(context, operation, row)
          : wholeAnswer(context, operation, row)
    }
  },
})

const fields = ['userId', 'displayName', 'userPrincipalName', 'seat']

function rowOf(
  { error }: Operation,
  { userId, displayName, userPrincipalName }: Holder,
  became: Outcome,
): Result {
  const isFailed = became.outcome === 'failed'
  return {
    userId,
    displayName,
    userPrincipalName,
    ...became,
    ...(isFailed && error ? { error: { ...error } } : {}),
  }
}

async function signUpAnswer(
  context: ListContext,
  { tenantId, userIds }: DeleteSignUpOperation,
  row: ToRow,
): Promise<ListReply> {
  const present = await licencesOf(context.services, tenantId, userIds)
  return rowsAnswer(
    context,
    userIds.flatMap((userId) => {
      const assignment = present.find((one) => one.userId === userId)
      return assignment ? row(assignment, { outcome: 'succeeded' }) : []
    }),
  )
}

async function wholeAnswer(
  context: ListContext,
  operation: TakeOverOperation,
  row: ToRow,
): Promise<ListReply> {
  const { documents } = context.services
  const { lotIds, became } = await howToTell(context.services, operation)
  if (lotIds.length === 0) return rowsAnswer(context, [])
  const query = { where: everIn(lotIds), fields }
  return pageAnswer(context, async ({ size, continuation }) => {
    let lookedAt = 0
    for await (const page of documents.pages<Assignment>(operation.tenantId, query, size, continuation)) {
      const rows = page.items.flatMap((assignment) => row(assignment, became(assignment)))
      lookedAt += page.items.length
      const isOver = page.continuation === undefined || lookedAt >= lookedAtMax
      if (rows.length > 0 || isOver) return { rows, continuation: page.continuation }
    }
    return { rows: [] }
  })
}

/** In which lots to look for its users, and what became of whom is found there. */
async function howToTell({ documents }: Services, operation: TakeOverOperation) {
  if (operation.state !== 'Failed' || operation.switched) {
    const became = (assignment: Assignment) => outcomeOfWhole(operation, assignment)
    return { lotIds: lotsTouched(operation), became }
  }
  const source = await documents.read<Subscription>(operation.tenantId, operation.subscriptionId)
  if (!source) throw new Error(`The source of ${operation.id} is gone.`)
  const lots = lotsAt(source, operation.startedAt)
  const became = (assignment: Assignment) => outcomeOfFailed(operation, lots, assignment)
  return { lotIds: lots.map(({ lotId }) => lotId), became }
}

/** Those who were chosen, in the order in which they were named. */
async function chosenAnswer(
  context: ListContext,
  operation: MoveUsersOperation,
  row: ToRow,
): Promise<ListReply> {
  const { documents } = context.services
  const selection = await documents.read<Selection>(operation.tenantId, documentId.selection(operation.id))
  // Its undo may keep it for a day after the list, and so may a pause that was long.
  if (!selection) return rowsAnswer(context, [])
  const { userIds } = selection
  return pageAnswer(context, async ({ size, continuation = '0' }) => {
    if (!/^\d{1,9}$/.test(continuation)) throw new UnknownContinuation()
    const first = Number(continuation)
    for (let from = first; ; from += size) {
      const rows = await rowsOfChosen(context.services, operation, userIds.slice(from, from + size), row)
      const next = from + size
      const isLast = next >= userIds.length
      if (rows.length > 0 || isLast || next - first >= lookedAtMax)
        return { rows, continuation: isLast ? undefined : String(next) }
    }
  })
}

async function rowsOfChosen(
  services: Services,
  operation: MoveUsersOperation,
  users: readonly UserId[],
  row: ToRow,
) {
  const present = Map.groupBy(await licencesOf(services, operation.tenantId, users), ({ userId }) => userId)
  return users.flatMap((userId) => {
    const held = present.get(userId) ?? []
    const [one] = held
    return one ? row(one, outcomeOfChosen(operation, held)) : []
  })
}

/** Every licence that the users hold or held, of whatever subscription: their names are in each. */
async function licencesOf(
  { documents }: Services,
  tenantId: TenantId,
  userIds: readonly UserId[],
): Promise<readonly Assignment[]> {
  const query = { where: [isAssignment, { field: 'userId', is: 'in', values: userIds } as const], fields }
  const found: Assignment[] = []
  for await (const { items } of documents.pages<Assignment>(tenantId, query, 1_000)) found.push(...items)
  return found
}
