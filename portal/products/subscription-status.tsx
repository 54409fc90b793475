import { StatusBadge } from '../look/status-badge.tsx'
import type { Subscription } from './queries.ts'
import { useProductsWords } from './words.ts'

const kinds = { Active: 'good', Expired: 'warning', Disabled: 'bad', Deleted: 'neutral' } as const

export function SubscriptionStatus({ status }: Pick<Subscription, 'status'>) {
  const words = useProductsWords()
  return <StatusBadge kind={kinds[status]}>{words.statuses[status]}</StatusBadge>
}
