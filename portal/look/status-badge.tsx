import { Badge } from '@fluentui/react-components'
import {
  CheckmarkCircleRegular,
  DismissCircleRegular,
  InfoRegular,
  WarningRegular,
} from '@fluentui/react-icons'
import type { ReactElement } from 'react'

const kinds = {
  good: { color: 'success', icon: <CheckmarkCircleRegular /> },
  warning: { color: 'warning', icon: <WarningRegular /> },
  bad: { color: 'danger', icon: <DismissCircleRegular /> },
  neutral: { color: 'informative', icon: <InfoRegular /> },
} as const

/** A state: a word and a sign, never a colour alone. */
export function StatusBadge({
  kind,
  icon,
  children,
}: {
  readonly kind: keyof typeof kinds
  /** A sign that says more than that of the kind. */
  readonly icon?: ReactElement
  readonly children: string
}) {
  const { color, icon: usual } = kinds[kind]
  return (
    <Badge appearance="tint" color={color} icon={icon ?? usual} style={{ whiteSpace: 'nowrap' }}>
      {children}
    </Badge>
  )
}
