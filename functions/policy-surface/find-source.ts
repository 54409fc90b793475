import { type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import type { Seen } from '#core/seats/change-licences.ts'
import { maySee, refuseAction, type StandingRefusal } from '#core/subscriptions/standing.ts'
import { type Subscription, workingStates } from '#core/subscriptions/subscription.ts'
import type { TenantContext } from '../http/context.ts'
import { standingOf } from '../subscriptions/find.ts'
import { seenBy } from '../subscriptions/list.ts'
import type { SkuSold } from './skus.ts'

const perPage = 100

/**
 * Where a licence of a SKU comes from: a tool names no subscription. It is the oldest one of that SKU in which the
 * caller may give licences now and that has a free one. Where none has, that is the answer; where the caller may not in
 * any, why not in the oldest; where they see none, that the SKU is none of theirs.
 */
export async function findSource(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  { product, sku, channels }: SkuSold,
): Promise<Seen | Refusal<StandingRefusal | 'SkuNotHeld' | 'SkuWithoutFreeLicenses'>> {
  const where: Comparison[] = [
    { field: 'type', is: '=', value: 'subscription' },
    { field: 'state', is: 'in', values: [...workingStates] },
    { field: 'productId', is: 'in', values: [product.id, ...product.previousIds] },
    { field: 'channel', is: 'in', values: channels },
    ...seenBy(caller),
  ]
  let noSeats = false
  let first: Refusal<StandingRefusal> | undefined
  for await (const page of services.documents.pages<Subscription>(caller.tenantId, { where }, perPage)) {
    for (const subscription of page.items) {
      const seen: Seen = {
        subscription: subscription as Stored<Subscription>,
        standing: standingOf(caller, subscription),
      }
      if (!maySee(subscription, seen.standing)) continue
      const refusal = refuseAction('assign', subscription, seen.standing)
      if (!refusal && subscription.seats.available > 0) return seen
      if (refusal) first ??= refusal
      else noSeats = true
    }
  }
  if (noSeats) return refuse('SkuWithoutFreeLicenses', { skuId: sku.skuId })
  return first ?? refuse('SkuNotHeld')
}
