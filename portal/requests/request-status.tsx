import { StatusBadge } from '../look/status-badge.tsx'
import type { Status } from './queries.ts'
import { useRequestsWords } from './words.ts'

const kinds = {
  Pending: 'warning',
  Approved: 'good',
  PartlyApproved: 'good',
  Rejected: 'bad',
  Withdrawn: 'neutral',
} as const satisfies Record<Status, string>

export function RequestStatus({ status }: { readonly status: Status }) {
  const words = useRequestsWords()
  return <StatusBadge kind={kinds[status]}>{words.statuses[status]}</StatusBadge>
}
