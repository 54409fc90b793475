import { HandshakeRegular, PauseCircleRegular } from '@fluentui/react-icons'
import type { ReactElement } from 'react'
import { StatusBadge } from '../look/status-badge.tsx'
import type { Webhook } from './queries.ts'
import { useWebhooksWords } from './words.ts'

type Status = Webhook['status']

const kinds = {
  New: 'neutral',
  Active: 'good',
  Failing: 'warning',
  Refused: 'bad',
  Paused: 'neutral',
} as const satisfies Record<Status, string>

const icons: Partial<Record<Status, ReactElement>> = {
  New: <HandshakeRegular />,
  Paused: <PauseCircleRegular />,
}

/** How it goes with the receiver. */
export function WebhookStatus({ status }: { readonly status: Status }) {
  const words = useWebhooksWords()
  const icon = icons[status]
  return (
    <StatusBadge kind={kinds[status]} {...(icon ? { icon } : {})}>
      {words.statuses[status]}
    </StatusBadge>
  )
}
