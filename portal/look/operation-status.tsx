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

export function OperationStatus({ status }: Pick<Operation, 'status'>) {
  const words = useOperationWords()
  return <StatusBadge kind={kinds[status]}>{words.status[status]}</StatusBadge>
}
