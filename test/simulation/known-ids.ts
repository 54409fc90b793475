import type { SubscriptionId } from '#core/kernel/ids.ts'
import { aUser, subscriptionId, tenantId, userId } from '../support/builders.ts'
import { operatorsTenantId } from '../support/simulated/tokens.ts'

export const home = tenantId(1)
/** Has subscriptions and seats with the very same ids. */
export const neighbour = tenantId(2)
export const operators = operatorsTenantId
/** A move's first source, a second source, the target, and a target for the target's own users. */
export const [sourceA, sourceB, target, farTarget] = [1, 2, 3, 4].map(subscriptionId) as [
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
]
export const theAdmin = aUser({ userId: userId(0xadb1), displayName: 'Ada Admin' })
