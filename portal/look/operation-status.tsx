import { CalendarClockRegular } from '@fluentui/react-icons'
import type { Schemas } from '../api/client.ts'
import { useOperationWords } from './operation-words.ts'
import { StatusBadge } from './status-badge.tsx'

type Operation = Schemas['Operation']

const kinds = {
  NotStarted: 'neutral',
  Running: 'neutral',
  Paused: 'warning',
  Succeeded: 'good',
  Failed: 'bad',
  Canceled: 'neutral',
} as const satisfies Record<Operation['status'], string>

export function OperationStatus({
  status,
  isWaiting,
}: Pick<Operation, 'status'> & { readonly isWaiting?: boolean | undefined }) {
  const words = useOperationWords()
  if (isWaiting && status === 'NotStarted')
    return (
      <StatusBadge kind="neutral" icon={<CalendarClockRegular />}>
        {words.planned}
      </StatusBadge>
    )
  return <StatusBadge kind={kinds[status]}>{words.status[status]}</StatusBadge>
}
