import * as z from 'zod'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { refusePreview } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { refuseTargetOfAll } from '#core/take-over/consolidate.ts'
import { refuseAsTarget } from '#core/take-over/start-move.ts'
import { adminReaders } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { sentenceOf } from '../http/messages/words.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { errorShape, subjectShape, subjectView } from '../operations/view.ts'
import { consolidateGiven, readSides } from './consolidate-sides.ts'
import { oneTarget, seatsFor } from './target.ts'

const sourceShape = z.object({
  subscription: subjectShape.describe('The source'),
  users: z.int().describe('Who holds it'),
  seatsNeeded: z
    .int()
    .describe('Licences that they need of the target; fewer where some come with an earlier source already'),
  takesControl: z.boolean().describe('Whether control of it would be taken first'),
  error: errorShape.optional().describe('Why it would not be moved'),
})

export const route = tenantRoute({
  summary: 'What a consolidation would come to, source by source, without doing it.',
  tag: 'Subscriptions',
  who: adminReaders,
  onlyReads: true,
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject(consolidateGiven).refine(...oneTarget),
  answers: {
    200: {
      description: 'What would become of each source, in the order given',
      body: z.object({
        targetSubscriptionId: z.string().describe('Where the users would move'),
        seatsFree: z.int().describe('Licences that are free there'),
        seatsLeft: z.int().describe('How many of them would be left'),
        sources: z.array(sourceShape).describe('In the order in which they would have their turn'),
      }),
    },
  },
  refusals: [
    'NotFound',
    'TakeControlRequired',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'OperationInProgress',
    'SingleUserSubscription',
    'TargetIsSource',
    'TargetNotSuitable',
  ],
  async handle(context) {
    const sides = await readSides(context, context.body)
    if (isRefusal(sides)) return sides
    const { sources, target } = sides
    const refusal = refuseTargetOfAll(sources, target)
    if (refusal) return refusal
    let seatsLeft = target.seats.available
    const rows: z.input<typeof sourceShape>[] = []
    for (const source of sources) {
      const { seatsNeeded, refused } = await lookAt(context, source, target, seatsLeft)
      if (!refused) seatsLeft -= seatsNeeded
      rows.push({
        subscription: subjectView(source.id, source),
        users: source.seats.assigned,
        seatsNeeded,
        takesControl: !refused && source.controlledBy === null,
        ...(refused ? { error: { code: refused.refused, message: sentenceOf(refused, 'en') } } : {}),
      })
    }
    const seatsFree = target.seats.available
    return { status: 200, body: { targetSubscriptionId: target.id, seatsFree, seatsLeft, sources: rows } }
  },
})

async function lookAt(
  { services }: TenantContext,
  source: Subscription,
  target: Subscription,
  available: number,
): Promise<{ readonly seatsNeeded: number; readonly refused: Refusal | undefined }> {
  const refused = refusePreview('moveUsers', source) ?? refuseAsTarget(source, target)
  if (refused) return { seatsNeeded: source.seats.assigned, refused }
  const then = { ...target, seats: { ...target.seats, available } }
  const { seatsNeeded } = await seatsFor(services, source, then, undefined)
  const short = seatsNeeded > available
  return {
    seatsNeeded,
    refused: short ? refuse('NotEnoughLicenses', { needed: seatsNeeded, available }) : undefined,
  }
}
