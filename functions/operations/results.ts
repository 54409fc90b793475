import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { type Assignment, everIn, isAssignment } from '#core/seats/assignment.ts'
import type { MoveUsersOperation, TakeOverOperation } from '#core/take-over/operations.ts'
import { lotsTouched, outcomeOfChosen, outcomeOfWhole } from '#core/take-over/outcomes.ts'
import type { Selection } from '#core/take-over/selection.ts'
import { people } from '../http/caller.ts'
import { type ListContext, type ListReply, pageAnswer, rowsAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { findOperation } from './find.ts'

export const route = tenantRoute({
  summary: 'What became of each user so far. Read from the licences themselves, so it is never behind.',
  tag: 'Operations',
  who: people,
  params: z.object({ t: guid, id: guid }),
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of users',
      body: listOf(
        z
          .object({
            userId: z.string().describe('The object id'),
            outcome: z.enum(['succeeded', 'skipped']).describe('Extensible'),
          })
          .meta({ id: 'OperationResult', title: 'Outcome of a user' }),
      ),
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const operation = await findOperation(context, context.params.id)
    if (isRefusal(operation)) return operation
    switch (operation.kind) {
      case 'exportUsers':
        return rowsAnswer(context, [])
      case 'deleteSignUp':
        return rowsAnswer(
          context,
          operation.userIds.map((userId) => ({ userId, outcome: 'succeeded' })),
        )
      case 'cancel':
        return wholeAnswer(context, operation)
      case 'moveUsers':
        return operation.onlySelected ? chosenAnswer(context, operation) : wholeAnswer(context, operation)
    }
  },
})

function wholeAnswer(context: ListContext, operation: TakeOverOperation): Promise<ListReply> {
  const { documents } = context.services
  const lotIds = lotsTouched(operation)
  if (lotIds.length === 0) return rowsAnswer(context, [])
  const where = everIn(lotIds)
  return pageAnswer(context, async (from) => {
    const { items, continuation } = await documents.page<Assignment>(operation.tenantId, { where }, from)
    const rows = items.flatMap((assignment) => {
      const outcome = outcomeOfWhole(operation, assignment)
      return outcome ? [{ userId: assignment.userId, outcome }] : []
    })
    return { rows, continuation }
  })
}

/** Those who were chosen, in the order in which they were named. */
async function chosenAnswer(context: ListContext, operation: MoveUsersOperation): Promise<ListReply> {
  const { documents } = context.services
  const selection = await documents.read<Selection>(operation.tenantId, documentId.selection(operation.id))
  if (!selection) throw new Error(`The list of chosen users of ${operation.id} is gone.`)
  return pageAnswer(context, async ({ size, continuation = '0' }) => {
    if (!/^\d{1,9}$/.test(continuation)) throw new UnknownContinuation()
    const from = Number(continuation)
    const users = selection.userIds.slice(from, from + size)
    const present: Assignment[] = []
    const where = [isAssignment, { field: 'userId', is: 'in', values: users } as const]
    for await (const page of documents.pages<Assignment>(operation.tenantId, { where }, 1_000))
      present.push(...page.items)
    const rows = users.flatMap((userId) => {
      const outcome = outcomeOfChosen(
        operation,
        present.filter((assignment) => assignment.userId === userId),
      )
      return outcome ? [{ userId, outcome }] : []
    })
    const next = from + size
    return { rows, continuation: next < selection.userIds.length ? String(next) : undefined }
  })
}
