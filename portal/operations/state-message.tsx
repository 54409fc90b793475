import { MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import type { Operation } from '../api/operations.ts'
import { ExportButton } from '../look/export-button.tsx'
import { useFormat } from '../look/format.ts'
import { useRefusedText } from '../look/refused-words.ts'
import { useWhenWords } from '../look/when-words.ts'
import { useSession } from '../sign-in/session.tsx'
import { targetName } from './subject.ts'
import type { en } from './words.en.ts'
import { useOperationsWords } from './words.ts'

/** What the state of an operation means to who looks: what came of it, or what it waits for. */
export function StateMessage({ operation }: { readonly operation: Operation }) {
  const words = useOperationsWords()
  const { isWaiting, status } = operation
  if (operation.needsAttention) return <Message intent="warning" title={words.attention} />
  if (isWaiting && (status === 'NotStarted' || status === 'Paused')) return <Planned operation={operation} />
  switch (status) {
    case 'NotStarted':
    case 'Running':
      return null
    case 'Paused':
      return <Message intent="info" title={words.pausedWhy} />
    case 'Succeeded':
      return <Completed operation={operation} />
    case 'Failed':
      return <Failed operation={operation} />
    case 'Canceled':
      return (
        <Message intent="warning" title={words.canceled}>
          <Left operation={operation} />
        </Message>
      )
  }
}

/** When it begins, and that nothing has happened yet. (B11) */
function Planned({ operation }: { readonly operation: Operation }) {
  const words = useOperationsWords()
  const whenWords = useWhenWords()
  const format = useFormat()
  const { startAt = '', status } = operation
  const title = status === 'Paused' ? words.planned.paused : whenWords.begins(format.instantInZone(startAt))
  return (
    <Message intent="info" title={title}>
      {words.planned.holdsNothing} {whenWords.found}
    </Message>
  )
}

/** Why, and what stays as it was; of a plan also that it was found when its time came. */
function Failed({ operation }: { readonly operation: Operation }) {
  const words = useOperationsWords()
  const refused = useRefusedText()
  const format = useFormat()
  const { error, kind, startAt, begunDateTime } = operation
  if (startAt !== undefined && begunDateTime === undefined)
    return (
      <Message intent="error" title={words.planned.couldNot(format.instantInZone(startAt))}>
        {error && refused(error)} {words.planned.nothing}
      </Message>
    )
  return (
    <Message intent="error" title={words.failed}>
      {error && (words.failures[error.code] ?? refused(error))}{' '}
      {kind !== 'cancel' && <Left operation={operation} />}
    </Message>
  )
}

/** What the end of it brought, and who was told. (R082) */
function Completed({ operation }: { readonly operation: Operation }) {
  const words = useOperationsWords()
  const format = useFormat()
  const { kind, progress, mail, hasMore } = operation
  const { succeeded, skipped } = progress
  if (kind === 'exportUsers') return <ExportReady operation={operation} />
  if (kind === 'consolidate') return <Consolidated operation={operation} />
  const told = mail && words.mail[mail.status](format.list([mail.to, ...(mail.cc ? [mail.cc] : [])]))
  return (
    <Message intent={hasMore ? 'warning' : 'success'}>
      {doneOf(words, operation, format.number(succeeded))}{' '}
      {skipped > 0 && skippedOf(words, operation, format.number(skipped))} {told}
      {hasMore && words.transfer.hasMore}
    </Message>
  )
}

function doneOf(words: typeof en, operation: Operation, count: string): string {
  const { succeeded } = operation.progress
  switch (operation.kind) {
    case 'moveUsers':
      return words.moved(succeeded, count, targetName(operation))
    case 'assignUsers':
      return words.assigned(succeeded, count)
    case 'undo':
      return words.returned(succeeded, count)
    case 'transferOwnership':
      return words.given(succeeded, count)
    default:
      return words.revoked(succeeded, count)
  }
}

function skippedOf(words: typeof en, { kind, progress: { skipped } }: Operation, count: string): string {
  switch (kind) {
    case 'assignUsers':
    case 'unassignUsers':
      return words.skippedOfList(skipped, count)
    case 'undo':
      return words.skippedOfUndo(skipped, count)
    case 'transferOwnership':
      return words.skippedOfTransfer(skipped, count)
    default:
      return words.skipped(skipped, count)
  }
}

/** How many of its sources moved; those that did not say why, each in its row. (B05) */
function Consolidated({ operation }: { readonly operation: Operation }) {
  const words = useOperationsWords()
  const format = useFormat()
  const { children = [], progress } = operation
  const moved = children.filter(({ status }) => status === 'Succeeded').length
  const left = children.length - moved
  return (
    <Message intent={left > 0 ? 'warning' : 'success'}>
      {words.children.moved(moved, targetName(operation))}{' '}
      {words.moved(progress.succeeded, format.number(progress.succeeded), targetName(operation))}{' '}
      {left > 0 && words.children.left(left)}
    </Message>
  )
}

/** What stays as it was, of a move that did not come to its end. */
function Left({ operation }: { readonly operation: Operation }) {
  const words = useOperationsWords()
  const format = useFormat()
  const { kind, onlySelected, progress, startAt, begunDateTime, hasMore, children = [] } = operation
  if (startAt !== undefined && begunDateTime === undefined) return words.planned.nothing
  if (kind === 'consolidate') {
    const moved = children.filter(({ status }) => status === 'Succeeded').length
    return [
      words.children.moved(moved, targetName(operation)),
      moved < children.length && words.children.left(children.length - moved),
    ]
      .filter(Boolean)
      .join(' ')
  }
  const done = format.number(progress.succeeded)
  switch (kind) {
    case 'assignUsers':
      return words.consequences.keepLicences(done)
    case 'unassignUsers':
      return words.consequences.staysRevoked(done)
    case 'undo':
      return words.consequences.stayReturned(done)
    case 'transferOwnership':
      return [words.consequences.stayGiven(done), hasMore && words.transfer.hasMore].filter(Boolean).join(' ')
    case 'cancel':
      return words.consequences.nobodyLoses
    default:
  }
  if (kind !== 'moveUsers') return null
  if (!onlySelected) return words.failedWhole
  const left = progress.total - progress.succeeded - progress.skipped
  return [
    words.consequences.stayMoved(format.number(progress.succeeded), targetName(operation)),
    words.consequences.stayHere(format.number(left)),
    words.consequences.sourceStays,
  ].join(' ')
}

function ExportReady({ operation }: { readonly operation: Operation }) {
  const words = useOperationsWords()
  const { api, tenantId } = useSession()
  const button = <ExportButton api={api} tenantId={tenantId} operation={operation} />
  return <Message intent="success" title={words.ended.exportUsers} actions={button} />
}

function Message({
  intent,
  title,
  actions,
  children,
}: {
  readonly intent: 'info' | 'success' | 'warning' | 'error'
  /** Left out where the heading of the page says it. */
  readonly title?: string
  readonly actions?: ReactNode
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
      {actions && <MessageBarActions>{actions}</MessageBarActions>}
    </MessageBar>
  )
}
