import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { type Assignment, everIn, isHeldIn } from '#core/seats/assignment.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import { outcomeOfWhole } from '#core/take-over/outcomes.ts'
import { isWhole, lotsToReturn } from '#core/take-over/undo-operation.ts'
import { undoSkipReasons } from '#core/take-over/undo-part.ts'
import { adminReaders, buyers } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { operationKinds } from '../operations/view.ts'
import { type FoundUndo, findUndo } from './find-undo.ts'
import { undoRefusals } from './undo-refusals.ts'

/** So many of those who would not get back what they had are named. */
const namedMax = 100

const notReturnedShape = z.object({
  userId: z.string().describe('The object id'),
  displayName: z.string().describe('The full name'),
  userPrincipalName: z.string().describe('The name to sign in with'),
  reason: z.enum(undoSkipReasons).describe('Extensible'),
})

export const route = tenantRoute({
  summary: 'What an undo would give back, and to whom it would not, without doing it.',
  tag: 'Operations',
  who: [...buyers, ...adminReaders],
  onlyReads: true,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: {
    200: {
      description: 'The numbers of the undo, if it started now',
      body: z.object({
        undoes: z.string().describe('The operation'),
        kind: z.enum(operationKinds).describe('What that did. Extensible'),
        usersToReturn: z.int().describe('Who would have what they had before'),
        usersChanged: z.int().describe('Who has changed since, and would be left alone'),
        seatsNeeded: z
          .int()
          .describe(
            'Licences of the source that must be free for them; 0 where its own come back, or licences are only taken',
          ),
        seatsFree: z.int().describe('Licences of the source that are free; 0 of one that comes back itself'),
        notReturned: z
          .array(notReturnedShape)
          .describe(`The first ${namedMax} of those who have changed since, and why`),
      }),
    },
  },
  refusals: [...undoRefusals],
  async handle(context) {
    const found = await findUndo(context, context.params.id, { onlyLooks: true })
    if (isRefusal(found)) return found
    const { operation, source, total, returning, seatsNeeded } = found
    return {
      status: 200,
      body: {
        undoes: operation.id,
        kind: operation.kind,
        usersToReturn: returning,
        usersChanged: Math.max(0, total - returning),
        seatsNeeded,
        seatsFree: source.state === 'deleted' ? 0 : source.seats.available,
        notReturned: [...(await notReturned(context.services, found))],
      },
    }
  },
})

type NotReturned = z.input<typeof notReturnedShape>

async function notReturned(services: Services, found: FoundUndo): Promise<readonly NotReturned[]> {
  const { operation } = found
  if (isWhole(operation)) return changedSince(services, { ...found, operation })
  return found.users
    .flatMap((user) => (user.does === 'skip' ? [rowOf(user.assignment, user.reason)] : []))
    .slice(0, namedMax)
}

/** Of a whole move: who was in its lots then, and is not where these are now. */
async function changedSince(
  { documents }: Services,
  { operation, source, target }: FoundUndo & { readonly operation: TakeOverOperation },
): Promise<readonly NotReturned[]> {
  const { switched, tenantId } = operation
  if (operation.kind === 'cancel' || !switched || !target) return []
  const lots = lotsToReturn(operation, target).map(({ lotId }) => lotId)
  const gone: Comparison =
    lots.length === 0
      ? { field: 'seat.state', is: 'in', values: ['active', 'revoked'] }
      : {
          anyOf: [
            { field: 'seat.lotId', is: 'not in', values: lots },
            { field: 'seat.state', is: '=', value: 'revoked' },
          ],
        }
  const query = {
    where: [...everIn(switched.lots.map(({ lotId }) => lotId)), gone],
    fields: ['userId', 'displayName', 'userPrincipalName', 'seat'],
  }
  const { items } = await documents.page<Assignment>(tenantId, query, { size: namedMax })
  return items
    .filter(
      (one) =>
        outcomeOfWhole(operation, one)?.outcome === 'succeeded' &&
        !isHeldIn(one, source) &&
        !(isHeldIn(one, target) && lots.includes(one.seat.lotId)),
    )
    .map((one) => rowOf(one, 'changedSince'))
}

function rowOf(
  { userId, displayName, userPrincipalName }: Omit<NotReturned, 'reason'>,
  reason: NotReturned['reason'],
): NotReturned {
  return { userId, displayName, userPrincipalName, reason }
}
