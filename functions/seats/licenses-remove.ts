import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal, notFound, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import { type Assignment, isHeldIn } from '#core/seats/assignment.ts'
import { unassign } from '#core/seats/unassign.ts'
import { refuseAction } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf, admins, buyers, licenseAdmins } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { tenantRoute } from '../http/route.ts'
import { confirm, guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { standingOf } from '../subscriptions/find.ts'
import { licensesSeenBy } from './licenses-seen.ts'
import { assignmentsOf, findPeople, userIdsShape } from './people.ts'

export const route = tenantRoute({
  summary:
    'Takes the licences of a product back from at most 20 users, whichever subscriptions of it they come from, where the caller may.',
  tag: 'Subscriptions',
  who: [...buyers, ...admins, ...licenseAdmins],
  params: z.object({ t: guid, productId: z.string().max(64) }),
  query: nothing,
  body: z.strictObject({ userIds: userIdsShape, confirm }),
  answers: {
    200: {
      description: 'None of them holds a licence of it now that the caller may take back',
      body: z.object({
        removed: z.array(z.string()).describe('Whose licence was taken back'),
        notAssigned: z.array(z.string()).describe('Who had none'),
      }),
    },
  },
  refusals: [
    'NotFound',
    'UserNotFound',
    'ConfirmationRequired',
    'TakeControlRequired',
    'UnderAdminControl',
    'SubscriptionNotActive',
    'SingleUserSubscription',
  ],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, person, body } = context
      const refused = await refuseAllOf(context)
      if (refused) return refused
      const users = await findPeople(services, caller.tenantId, body.userIds)
      if (isRefusal(users)) return users
      const assignments = await assignmentsOf(services, caller.tenantId, body.userIds)
      const by = actorOf(caller, person)
      const at = services.clock.now()
      const taken = (await subscriptionsOf(context, assignments)).map((subscription) => {
        const held = assignments.filter((assignment) => isHeldIn(assignment, subscription))
        const auditId = documentId.audit(services.ids.next())
        return { held, auditId, writes: unassign({ subscription, held, by, at, auditId }) }
      })
      const writes = taken.flatMap((one) => one.writes)
      if (writes.length > writesMax) return refuse('InvalidRequest', fewer, { target: 'userIds' })
      const removed = new Set(taken.flatMap(({ held }) => held.map(({ userId }) => userId)))
      return {
        writes,
        answer: {
          status: 200,
          body: {
            removed: body.userIds.filter((userId) => removed.has(userId)),
            notAssigned: body.userIds.filter((userId) => !removed.has(userId)),
          },
        },
        creates: taken[0]?.auditId ?? '',
      }
    }),
})

/** Of a batch of a hundred; the answer that is kept for a repeat goes along. */
const writesMax = 99

const fewer = { problems: [{ target: 'userIds', is: 'fewerAtOnce' }] } as const

type Asked = TenantContext<{ readonly t: TenantId | string; readonly productId: string }>

/** 404 where the caller sees nothing of the product; where they may take back nothing of it, why. */
async function refuseAllOf({ services, caller, params }: Asked) {
  const where = [...licensesSeenBy(caller), ofProduct(params.productId)]
  let refusal: ReturnType<typeof refuseAction> | RefusalOf<'NotFound'> = notFound()
  for await (const page of services.documents.pages<Subscription>(caller.tenantId, { where }, 1_000)) {
    for (const subscription of page.items) {
      refusal = refuseAction('unassign', subscription, standingOf(caller, subscription))
      if (!refusal) return undefined
    }
  }
  return refusal
}

/** Those of the product in which the assignments give a licence, and from which the caller may take it. */
async function subscriptionsOf(
  { services, caller, params }: Asked,
  assignments: readonly Assignment[],
): Promise<readonly Stored<Subscription>[]> {
  const active = assignments.filter(({ seat }) => seat.state === 'active')
  const lotIds = [...new Set(active.map(({ seat }) => seat.lotId))]
  if (lotIds.length === 0) return []
  const withLot = lotIds.map((value): Comparison => ({ field: 'lotIds', is: 'contains', value }))
  const where = [...licensesSeenBy(caller), ofProduct(params.productId), { anyOf: withLot }]
  const found: Stored<Subscription>[] = []
  for await (const page of services.documents.pages<Subscription>(caller.tenantId, { where }, 1_000)) {
    found.push(...page.items)
  }
  return found.filter(
    (subscription) => !refuseAction('unassign', subscription, standingOf(caller, subscription)),
  )
}

function ofProduct(productId: string): Comparison {
  return { field: 'productId', is: '=', value: productId }
}
