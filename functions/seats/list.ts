import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { type Assignment, heldSince, revokedIn, wasHeldAt } from '#core/seats/assignment.ts'
import { lotsAt } from '#core/subscriptions/lots.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { people } from '../http/caller.ts'
import { pageAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, instantShape, listOf, paging } from '../http/shapes.ts'
import { findSubscription } from '../subscriptions/find.ts'

export const route = tenantRoute({
  summary: 'Who holds a licence of the subscription, or held one (`status=revoked`).',
  tag: 'Subscriptions',
  who: people,
  params: z.object({ t: guid, id: guid }),
  query: z.strictObject({
    ...paging,
    status: z
      .enum(['active', 'revoked'])
      .optional()
      .describe('Who holds one now, or did; `active` when absent'),
  }),
  answers: {
    200: {
      description: 'A page of users',
      body: listOf(
        z
          .object({
            userId: z.string().describe('The object id'),
            displayName: z.string().describe('The full name'),
            userPrincipalName: z.string().describe('The name to sign in with'),
            status: z.enum(['active', 'revoked']).describe('Whether the licence is held'),
            assignedDateTime: instantShape.describe('Since when. RFC 3339, UTC'),
          })
          .meta({ id: 'Assignment', title: 'Assigned licence' }),
      ),
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const found = await findSubscription(context, context.params.id)
    if (isRefusal(found)) return found
    const { subscription } = found
    const { status = 'active' } = context.query
    return pageAnswer(context, async ({ size, continuation }) => {
      const { at, place } = continuation === undefined ? begin(subscription) : goOn(continuation)
      const hadEnded = at < 0
      if (hadEnded && status === 'active') return { rows: [] }
      const stays = lotsAt(subscription, at)
      const where =
        status === 'active' ? heldSince(subscription, stays, at) : revokedIn(subscription, hadEnded)
      const { items, continuation: next } = await context.services.documents.page<Assignment>(
        subscription.tenantId,
        { where },
        { size, ...(place === undefined ? {} : { continuation: place }) },
      )
      const rows = items
        .filter((assignment) => status === 'revoked' || wasHeldAt(assignment, stays, at))
        .map(({ userId, displayName, userPrincipalName, createdAt }) => ({
          userId,
          displayName,
          userPrincipalName,
          status,
          assignedDateTime: createdAt,
        }))
      return { rows, continuation: next === undefined ? undefined : `${at}.${next}` }
    })
  },
})

/**
 * A list goes on to its end with who held a licence when it began, also when the lots change hands meanwhile. It asks the
 * same of the store for each page: a place in one query is none in another.
 */
interface Place {
  /** The seat sequence of the subscription when the list began; -1 for one that had ended. */
  readonly at: number
  readonly place?: string
}

function begin({ state, seatSequence }: Subscription): Place {
  return { at: state === 'deleted' ? -1 : seatSequence }
}

function goOn(continuation: string): Place {
  const [, at, place] = /^(-1|\d{1,12})\.(.+)$/s.exec(continuation) ?? []
  if (at === undefined || place === undefined) throw new UnknownContinuation()
  return { at: Number(at), place }
}
