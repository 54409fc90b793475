import { Badge } from '@fluentui/react-components'
import {
  CheckmarkCircleRegular,
  DismissCircleRegular,
  InfoRegular,
  WarningRegular,
} from '@fluentui/react-icons'

const kinds = {
  good: { color: 'success', icon: <CheckmarkCircleRegular /> },
  warning: { color: 'warning', icon: <WarningRegular /> },
  bad: { color: 'danger', icon: <DismissCircleRegular /> },
  neutral: { color: 'informative', icon: <InfoRegular /> },
} as const

/** A state: a word and a sign, never a colour alone. */
export function StatusBadge({
  kind,
  children,
}: {
  readonly kind: keyof typeof kinds
  readonly children: string
}) {
  const { color, icon } = kinds[kind]
  return (
    <Badge appearance="tint" color={color} icon={icon} style={{ whiteSpace: 'nowrap' }}>
      {children}
    </Badge>
  )
}
