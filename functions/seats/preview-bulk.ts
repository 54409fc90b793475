import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { type BulkEntry, bulkReasons, toDoIn } from '#core/seats/bulk.ts'
import { refuseAction } from '#core/subscriptions/standing.ts'
import { tenantRoute } from '../http/route.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { ofList, refusalsOfList } from './bulk-list.ts'
import { listShape } from './list-body.ts'
import { readList } from './read-list.ts'

/** So many of the entries that would change nothing are named. */
const namedMax = 100

/** So much of what stands there is told. */
const textMax = 256

const reasonShape = z.enum(bulkReasons).describe('As the results would say it. Extensible')

export const route = tenantRoute({
  ...ofList,
  summary:
    'What a list of users would do, JSON or CSV, without doing it: for how many something is to do, and why nothing is for the others.',
  onlyReads: true,
  query: z.strictObject({
    action: z.enum(['assign', 'unassign']).describe('Whether they are to be given licences or to lose them'),
  }),
  body: z.strictObject({ userIds: listShape }),
  answers: {
    200: {
      description: 'The numbers of the list, if it were sent now',
      body: z.object({
        total: z.int().describe('Entries'),
        toDo: z.int().describe('Those who would be given a licence, or lose theirs'),
        availableLicenses: z
          .int()
          .describe('Licences that are free: to assign takes one for each who is to do'),
        skipped: z
          .array(z.object({ reason: reasonShape, count: z.int().describe('Entries') }))
          .describe('How many entries would change nothing, by the reason'),
        entries: z
          .array(
            z.object({
              position: z.int().describe('The how-manieth entry it is, from 1'),
              given: z.string().describe('What stands there'),
              reason: reasonShape,
            }),
          )
          .describe(`The first ${namedMax} of them`),
      }),
    },
  },
  refusals: [...refusalsOfList, 'OperationInProgress'],
  async handle(context) {
    const { services, params, query, body } = context
    const found = await findSubscription(context, params.id)
    if (isRefusal(found)) return found
    const refusal = refuseAction(query.action, found.subscription, found.standing)
    if (refusal) return refusal
    const kind = query.action === 'assign' ? 'assignUsers' : 'unassignUsers'
    const entries = await readList(services, kind, found.subscription, body.userIds)
    return {
      status: 200,
      body: {
        total: entries.length,
        toDo: toDoIn(entries),
        availableLicenses: found.subscription.seats.available,
        skipped: skippedIn(entries),
        entries: entries.flatMap((entry, place) => notToDo(entry, place, body.userIds)).slice(0, namedMax),
      },
    }
  },
})

function skippedIn(entries: readonly BulkEntry[]) {
  const counts = Map.groupBy(entries, ({ is }) => is)
  return bulkReasons.flatMap((reason) => {
    const count = counts.get(reason)?.length ?? 0
    return count === 0 ? [] : [{ reason, count }]
  })
}

function notToDo({ is, given, userId }: BulkEntry, place: number, list: readonly string[]) {
  if (is === 'toDo' || is === 'succeeded') return []
  const text = given ?? list[place]?.trim().slice(0, textMax) ?? userId ?? ''
  return [{ position: place + 1, given: text, reason: is }]
}
