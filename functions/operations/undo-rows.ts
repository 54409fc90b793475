import type { Operation } from '#core/documents.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { type Assignment, everIn } from '#core/seats/assignment.ts'
import { lotsTouchedBy, outcomeOfUndone } from '#core/take-over/outcomes.ts'
import { type UndoPart, undoPartId } from '#core/take-over/undo-part.ts'
import { type ListContext, type ListReply, pageAnswer, rowsAnswer } from '../http/paging.ts'
import type { IsWanted, Result, ToRow } from './result-shape.ts'

type UndoOperation = Extract<Operation, { readonly kind: 'undo' }>

/** What became of each user of an undo: of a whole one read from the lots, else from what each step wrote down. (B20) */
export function undoAnswer(
  context: ListContext,
  operation: UndoOperation,
  row: ToRow,
  isWanted: IsWanted,
): Promise<ListReply> {
  return operation.how === 'whole'
    ? wholeUndoAnswer(context, operation, row)
    : steppedUndoAnswer(context, operation, isWanted)
}

async function wholeUndoAnswer(
  context: ListContext,
  operation: UndoOperation,
  row: ToRow,
): Promise<ListReply> {
  const lotIds = lotsTouchedBy(operation)
  if (lotIds.length === 0 || !operation.completedAt) return rowsAnswer(context, [])
  const { documents } = context.services
  const query = { where: everIn(lotIds), fields: ['userId', 'displayName', 'userPrincipalName', 'seat'] }
  return pageAnswer(context, async (from) => {
    const page = await documents.page<Assignment>(operation.tenantId, query, from)
    const rows = page.items.flatMap((assignment) => row(assignment, outcomeOfUndone(operation, assignment)))
    return { rows, continuation: page.continuation }
  })
}

/** So many parts are read for a page that asks for one of the outcomes, and may then be empty. */
const partsMax = 100

/** In the order in which they were chosen; the place to go on from is a part, and one of its users. */
function steppedUndoAnswer(
  context: ListContext,
  { tenantId, id }: UndoOperation,
  isWanted: IsWanted,
): Promise<ListReply> {
  const { documents } = context.services
  return pageAnswer(context, async ({ size, continuation = '0:0' }) => {
    const [, first, skip] = /^(\d{1,9}):(\d{1,3})$/.exec(continuation) ?? []
    if (first === undefined) throw new UnknownContinuation()
    const rows: Result[] = []
    let place: number | null = Number(first)
    let from = Number(skip)
    for (let read = 0; read < partsMax && place !== null; read += 1) {
      const part: UndoPart | undefined = await documents.read<UndoPart>(tenantId, undoPartId(id, place))
      // Its step is still to come.
      if (!part) return { rows }
      for (let at = from; at < part.users.length; at += 1) {
        const user = part.users[at]
        if (!user || !isWanted(user)) continue
        if (rows.length === size) return { rows, continuation: `${place}:${at}` }
        rows.push({ ...user })
      }
      place = part.next
      from = 0
    }
    return { rows, continuation: place === null ? undefined : `${place}:0` }
  })
}
