import type { Money } from '../kernel/money.ts'
import type { Day } from '../kernel/time.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { billRenewal } from './bill-renewal.ts'

/** When the purchaser's card is charged next, and how much, tax included; undefined where nothing is to be charged. */
export function nextCharge(
  subscription: Subscription,
  country: string,
  today: Day,
): { readonly on: Day; readonly amount: Money } | undefined {
  const on = chargedOn(subscription)
  if (!on) return undefined
  const { total } = billRenewal(subscription, country, today)
  return total.amount === 0 ? undefined : { on, amount: total }
}

function chargedOn({ channel, state, unpaid, autoRenew, expirationDate }: Subscription): Day | undefined {
  if (channel !== 'selfService' || state === 'pending' || state === 'deleted') return undefined
  if (unpaid) return unpaid.retryOn ?? undefined
  return autoRenew ? expirationDate : undefined
}
