import type { Operation } from '../api/operations.ts'
import type { en } from './words.en.ts'

type Of = Pick<Operation, 'subscription' | 'subscriptionCount'>

/** What an operation works on, as people call it; its id where an earlier release began it. */
export function subjectName(words: typeof en, { subscription, subscriptionCount }: Of): string {
  if (subscriptionCount > 1) return words.several(subscriptionCount)
  return subscription.product?.displayName ?? subscription.id
}

export function targetName({ target }: Pick<Operation, 'target'>): string {
  return target?.product?.displayName ?? target?.id ?? ''
}
