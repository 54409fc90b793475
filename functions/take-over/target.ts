import type { SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { isRefusal, notFound, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import type { Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { inOrderOfChoice, refuseAsTarget } from '#core/take-over/start-move.ts'
import { productIdShape, productOr404 } from '../catalogue/eligible.ts'
import type { TenantContext } from '../http/context.ts'
import { expected } from '../http/messages/messages.ts'
import { guid } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { usersOfBoth } from './users-of-both.ts'

/** Where users move: into a subscription, or into whichever of a product has room and ends last. (R190) */
export const targetGiven = {
  targetSubscriptionId: guid.optional().describe('Where the users move; this or `targetProductId`'),
  targetProductId: productIdShape
    .optional()
    .describe('The product to move to: the subscription of it with enough free licences that ends last'),
}

export type Given = { readonly [field in keyof typeof targetGiven]?: string | undefined }

/** For the schema of a body that has these fields: one of the two. */
export const oneTarget: [(given: Given) => boolean, { path: string[]; message: string }] = [
  ({ targetSubscriptionId, targetProductId }) =>
    (targetSubscriptionId === undefined) !== (targetProductId === undefined),
  { path: ['targetSubscriptionId'], message: expected('oneTarget') },
]

/** The subscription that is meant. The caller may look it up anew whenever somebody else was faster. */
export async function targetIdFor(
  context: TenantContext,
  sourceId: string,
  { targetSubscriptionId, targetProductId }: Given,
  userIds: readonly UserId[] | undefined,
  /** What stands in the way at the source comes before what is wanted of the target. */
  refuseSource: (source: Stored<Subscription>, standing: Standing) => Refusal | undefined,
): Promise<SubscriptionId | Refusal> {
  if (targetProductId === undefined) return targetSubscriptionId as SubscriptionId
  const product = productOr404(context, targetProductId)
  if (isRefusal(product)) return refuse('NotFound', {}, { target: 'targetProductId' })
  const found = await findSubscription(context, sourceId)
  if (isRefusal(found)) return notFound()
  const { subscription: source, standing } = found
  const refused = refuseSource(source, standing)
  if (refused) return refused
  if (product.family !== source.family)
    return refuse('TargetNotSuitable', { family: source.family }, { target: 'targetProductId' })
  const candidates = await subscriptionsOf(context, [product.id, ...product.previousIds])
  const suitable = inOrderOfChoice(candidates.filter((candidate) => !refuseAsTarget(source, candidate)))
  const users = userIds?.length ?? source.seats.assigned
  let needed = users
  for (const candidate of suitable) {
    // Who holds both is at most everybody there: too small in any case is not worth counting.
    if (candidate.seats.available + candidate.seats.assigned < users) continue
    const { seatsNeeded } = await seatsFor(context.services, source, candidate, userIds)
    if (candidate.seats.available >= seatsNeeded) return candidate.id
    needed = Math.min(needed, seatsNeeded)
  }
  const available = Math.max(0, ...suitable.map(({ seats }) => seats.available))
  return refuse('NotEnoughLicenses', { needed, available }, { target: 'targetProductId' })
}

/** All users at first sight; who already holds the target is counted only when the seats would not do. */
export async function seatsFor(
  services: Services,
  source: Subscription,
  target: Subscription,
  userIds: readonly UserId[] | undefined,
): Promise<{ readonly seatsNeeded: number; readonly overlap?: readonly UserId[] }> {
  const users = userIds?.length ?? source.seats.assigned
  if (target.seats.available >= users || refuseAsTarget(source, target)) return { seatsNeeded: users }
  const overlap = [...(await usersOfBoth(services, source, target, userIds))]
  return { seatsNeeded: users - overlap.length, overlap }
}

/** Those of the products that are in the administrators' hands. */
export async function subscriptionsOf(
  { services, caller }: TenantContext,
  productIds: readonly string[],
): Promise<readonly Subscription[]> {
  const where: readonly Comparison[] = [
    { field: 'type', is: '=', value: 'subscription' },
    { field: 'state', is: '=', value: 'active' },
    { field: 'productId', is: 'in', values: productIds },
    {
      anyOf: [
        { field: 'channel', is: '=', value: 'central' },
        { field: 'controlledBy.id', is: '>=', value: '' },
      ],
    },
  ]
  const found: Subscription[] = []
  for await (const page of services.documents.pages<Subscription>(caller.tenantId, { where }, 1_000)) {
    found.push(...page.items)
  }
  return found
}
