import type { SubscriptionId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { refuseTargetOfAll } from '#core/take-over/consolidate.ts'
import { inOrderOfChoice } from '#core/take-over/start-move.ts'
import { productOr404 } from '../catalogue/eligible.ts'
import type { TenantContext } from '../http/context.ts'
import { type Given, subscriptionsOf } from './target.ts'

/** The one that is meant; of a product the one with room for all that ends last, or else with most room. (B05, R190) */
export async function targetOfAll(
  context: TenantContext,
  sources: readonly Subscription[],
  { targetSubscriptionId, targetProductId }: Given,
): Promise<SubscriptionId | Refusal> {
  if (targetProductId === undefined) return targetSubscriptionId as SubscriptionId
  const product = productOr404(context, targetProductId)
  if (isRefusal(product)) return refuse('NotFound', {}, { target: 'targetProductId' })
  const candidates = await subscriptionsOf(context, [product.id, ...product.previousIds])
  const suitable = candidates.filter((candidate) => !refuseTargetOfAll(sources, candidate))
  const users = sources.reduce((sum, { seats }) => sum + seats.assigned, 0)
  const roomy = suitable.filter(({ seats }) => seats.available >= users)
  const [mostRoom] = suitable.toSorted((a, b) => b.seats.available - a.seats.available)
  const chosen = inOrderOfChoice(roomy)[0] ?? mostRoom
  const { family } = product
  return chosen?.id ?? refuse('TargetNotSuitable', { family }, { target: 'targetProductId' })
}
