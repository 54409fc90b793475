import type { UserId } from '../kernel/ids.ts'
import type { Subscription } from './subscription.ts'

/** Who bought it, of a subscription that belongs to somebody else by now: its history always begins with the purchase. */
export function originalPurchaserOf({ orderHistory, purchaserId }: Subscription): UserId | undefined {
  const [first] = orderHistory
  if (first?.event !== 'purchased' || first.by.id === purchaserId) return undefined
  return first.by.id as UserId
}
