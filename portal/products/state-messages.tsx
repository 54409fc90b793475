import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useFormat } from '../look/format.ts'
import { useOperationWords } from '../look/operation-words.ts'
import { type Subscription, usePlansOf, useReason } from './queries.ts'
import { useProductsWords } from './words.ts'

const useStyles = makeStyles({
  // There before it is needed, so that it is heard; it takes no room until then.
  done: { ':empty': { position: 'absolute' } },
})

/** What its state means: what works still, what happens next and when, and what has become of it. */
export function StateMessages({
  subscription,
  done,
}: {
  readonly subscription: Subscription
  /** What was just done here. */
  readonly done: string | undefined
}) {
  const styles = useStyles()
  const words = useProductsWords()
  const format = useFormat()
  const { states } = words
  const { status, nextStep, expirationDate, orphanedSince, purchaser, operationId } = subscription
  const next = nextStep && format.day(nextStep.date)
  return (
    <>
      <div role="status" className={styles.done}>
        {done !== undefined && <Message intent="success">{done}</Message>}
      </div>
      {operationId !== undefined && (
        <Message intent="info">
          {states.busy}{' '}
          <Link to="/operations/$id" params={{ id: operationId }}>
            {states.busyLink}
          </Link>
        </Message>
      )}
      {status !== 'Deleted' && <Plans subscription={subscription} />}
      {status === 'Expired' && (
        <Message intent="warning" title={states.expired(format.day(expirationDate))}>
          {next && (nextStep?.kind === 'renew' ? states.tryAgain(next) : states.expiredNext(next))}
        </Message>
      )}
      {status === 'Disabled' && (
        <Message intent="error" title={states.disabled}>
          {next && (nextStep?.kind === 'renew' ? states.tryAgain(next) : states.disabledNext(next))}
        </Message>
      )}
      {status === 'Deleted' && <DeletedMessage subscription={subscription} />}
      {orphanedSince !== undefined && status !== 'Deleted' && (
        <Message intent="warning">
          {states.orphaned(purchaser.displayName, format.instant(orphanedSince))}
        </Message>
      )}
    </>
  )
}

/** What was planned for it, which can still be changed. (B11) */
function Plans({ subscription }: { readonly subscription: Subscription }) {
  const words = useProductsWords()
  const named = useOperationWords()
  const format = useFormat()
  const plans = usePlansOf(subscription.id)
  return plans.map(({ id, kind, startAt = '', startedBy }) => (
    <Message
      key={id}
      intent="info"
      title={words.states.planned(named.kinds[kind], format.instantInZone(startAt))}
    >
      {words.states.plannedBy(startedBy.displayName)}{' '}
      <Link to="/operations/$id" params={{ id }}>
        {words.states.plannedLink}
      </Link>
    </Message>
  ))
}

/** When, by whom and why; what whoever cancelled it had to say. (R083, R110) */
function DeletedMessage({ subscription }: { readonly subscription: Subscription }) {
  const words = useProductsWords()
  const format = useFormat()
  const { states } = words
  const { deletedDateTime = '', deletedBecause, cancellation, orderHistory = [] } = subscription
  const reason = useReason(cancellation?.reason)
  const by = orderHistory.findLast(({ event }) => ['moved', 'cancelled', 'deleted'].includes(event))?.by
  const at = format.instant(deletedDateTime)
  const becauses: Readonly<Record<string, string>> = words.deletedBecause
  return (
    <Message
      intent="info"
      title={by?.displayName ? states.deletedBy(at, by.displayName) : states.deleted(at)}
    >
      {[
        deletedBecause && (becauses[deletedBecause] ?? deletedBecause),
        reason && states.reason(reason),
        cancellation?.feedback && states.feedback(cancellation.feedback),
      ]
        .filter(Boolean)
        .join(' ')}
    </Message>
  )
}

function Message({
  intent,
  title,
  children,
}: {
  readonly intent: 'info' | 'success' | 'warning' | 'error'
  readonly title?: string
  readonly children?: ReactNode
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
    </MessageBar>
  )
}
