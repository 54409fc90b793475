import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { useFormat } from '../look/format.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useAnswerText } from './answer-text.ts'
import { useResendParked, type Webhook } from './queries.ts'
import { useWebhooksWords } from './words.ts'

/** What its state means, what happens by itself, and what somebody has to do. */
export function StateMessages({
  webhook,
  onTold,
}: {
  readonly webhook: Webhook
  readonly onTold: (text: string) => void
}) {
  const words = useWebhooksWords()
  const format = useFormat()
  const answerText = useAnswerText()
  const { states } = words
  const { status, failing, handshake, parkedEvents, previousSecretExpires } = webhook
  const next = failing?.nextTryDateTime && states.next(format.instant(failing.nextTryDateTime))
  return (
    <>
      {status === 'New' && <Message intent="info">{states.new}</Message>}
      {status === 'Paused' && <Message intent="info">{states.paused}</Message>}
      {status === 'Refused' && (
        <Message intent="error" title={states.refused}>
          {[answerText(handshake), states.refusedNext, next].filter(Boolean).join(' ')}
        </Message>
      )}
      {status === 'Failing' && failing && (
        <Message intent="warning" title={states.failing(format.instant(failing.since))}>
          {[
            states.failingWhy(failing.attempts, format.number(failing.attempts), answerText(failing) ?? '?'),
            next,
            states.kept,
          ]
            .filter(Boolean)
            .join(' ')}
        </Message>
      )}
      {parkedEvents > 0 && <Parked webhook={webhook} onTold={onTold} />}
      {previousSecretExpires !== undefined && Date.parse(previousSecretExpires) > Date.now() && (
        <Message intent="info">{states.both(format.instant(previousSecretExpires))}</Message>
      )}
    </>
  )
}

/** They hold others back until somebody decides. */
function Parked({ webhook, onTold }: { readonly webhook: Webhook; readonly onTold: (text: string) => void }) {
  const words = useWebhooksWords()
  const format = useFormat()
  const { may } = useSession()
  const { id, parkedEvents } = webhook
  const resend = useResendParked(id, () => onTold(words.resent))
  return (
    <>
      <Message
        intent="warning"
        title={words.states.parked(parkedEvents, format.number(parkedEvents))}
        actions={
          may.administer && (
            <Button disabledFocusable={resend.isPending} onClick={() => resend.run(undefined)}>
              {words.commands.resendParked}
            </Button>
          )
        }
      >
        {words.states.parkedWhy}
      </Message>
      {resend.problem && <ProblemPanel problem={resend.problem} />}
    </>
  )
}

function Message({
  intent,
  title,
  actions,
  children,
}: {
  readonly intent: 'info' | 'warning' | 'error'
  readonly title?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <MessageBar intent={intent} layout="multiline">
      <MessageBarBody>
        {title !== undefined && (
          <>
            <MessageBarTitle>{title}</MessageBarTitle>{' '}
          </>
        )}
        {children}
      </MessageBarBody>
      {actions && <MessageBarActions>{actions}</MessageBarActions>}
    </MessageBar>
  )
}
