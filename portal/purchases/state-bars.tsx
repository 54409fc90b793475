import { MessageBar, MessageBarActions, MessageBarBody, Spinner } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { useFormat } from '../look/format.ts'
import { LinkButton } from '../look/link-button.tsx'
import type { Subscription } from './queries.ts'
import { usePurchasesWords } from './words.ts'

/** What somebody should know about it before they do anything. */
export function StateBars({ subscription }: { readonly subscription: Subscription }) {
  const words = usePurchasesWords()
  const format = useFormat()
  const { controlledBy, status, unpaidInvoiceId, operationId, channel, expirationDate } = subscription
  const pay = unpaidInvoiceId !== undefined && (
    <LinkButton appearance="primary" to="/billing/invoices/$id" params={{ id: unpaidInvoiceId }}>
      {words.actions.pay}
    </LinkButton>
  )
  return (
    <>
      {controlledBy && (
        <Bar>{words.underControl(controlledBy.displayName, format.instant(controlledBy.at))}</Bar>
      )}
      {status === 'Expired' && (
        <Bar intent="warning" actions={pay}>
          {words.expired}
        </Bar>
      )}
      {status === 'Disabled' && (
        <Bar intent="error" actions={pay}>
          {words.disabled}
        </Bar>
      )}
      {status === 'Active' && unpaidInvoiceId !== undefined && (
        <Bar intent="error" actions={pay}>
          {words.unpaid(1)}
        </Bar>
      )}
      {operationId !== undefined && (
        <Bar icon={<Spinner size="tiny" />} role="status">
          {words.operation}
        </Bar>
      )}
      {channel === 'trial' && status === 'Active' && <Bar>{words.trial(format.day(expirationDate))}</Bar>}
    </>
  )
}

function Bar({
  intent = 'info',
  actions,
  icon,
  role,
  children,
}: {
  readonly intent?: 'info' | 'warning' | 'error'
  readonly actions?: ReactNode
  readonly icon?: ReactNode
  readonly role?: 'status'
  readonly children: string
}) {
  return (
    <MessageBar
      intent={intent}
      layout="multiline"
      {...(icon === undefined ? {} : { icon: { children: icon } })}
      {...(role === undefined ? {} : { role })}
    >
      <MessageBarBody>{children}</MessageBarBody>
      {actions && <MessageBarActions>{actions}</MessageBarActions>}
    </MessageBar>
  )
}
