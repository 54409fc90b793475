import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components'
import { type ReactNode, useEffect, useState } from 'react'
import { nextSteps } from '../api/next-step.ts'
import { Problem } from '../api/problem.ts'
import { useLookWords } from './look-words.ts'

/**
 * Why something was not served, what to do about it, and the id to tell. It takes the place of its own panel only; the
 * rest of the page goes on.
 */
export function ProblemPanel({
  problem,
  onTryAgain,
  actions,
}: {
  readonly problem: unknown
  readonly onTryAgain?: (() => void) | undefined
  /** What this page offers about it, such as a link to the operation that is in the way. */
  readonly actions?: ReactNode
}) {
  const words = useLookWords()
  // What no Problem is, is a fault of ours: the page's error boundary tells it.
  if (!(problem instanceof Problem)) throw problem
  const step = nextSteps[problem.code] ?? 'report'
  const message =
    problem.code === 'Unreachable'
      ? words.unreachable
      : problem.code === 'NotUnderstood'
        ? words.notUnderstood
        : problem.code === 'Unauthorized'
          ? words.unauthorized
          : problem.message
  return (
    <MessageBar intent={problem.passes ? 'warning' : 'error'} layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{message}</MessageBarTitle>
        {problem.details.length > 0 && (
          <ul>
            {problem.details.map(({ target, message: detail }) => (
              <li key={`${target} ${detail}`}>{detail}</li>
            ))}
          </ul>
        )}
        {problem.code === 'Unreachable' ? '' : words.next_[step]}
        {problem.requestId !== undefined && <RequestId id={problem.requestId} />}
      </MessageBarBody>
      {(onTryAgain || actions) && (
        <MessageBarActions>
          {actions}
          {onTryAgain && <Button onClick={onTryAgain}>{words.tryAgain}</Button>}
        </MessageBarActions>
      )}
    </MessageBar>
  )
}

function RequestId({ id }: { readonly id: string }) {
  const words = useLookWords()
  return (
    <div>
      {words.requestId}: <code>{id}</code> <CopyButton text={id} />
    </div>
  )
}

export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const words = useLookWords()
  const { copied, copy } = useCopy(() => text)
  return (
    <Button size="small" appearance="subtle" onClick={copy}>
      {copied === undefined ? (label ?? words.copy) : copied ? words.copied : words.notCopied}
    </Button>
  )
}

/** Puts a text on the clipboard, and says for a moment whether it is there. */
export function useCopy(text: () => string) {
  const [copied, setCopied] = useState<boolean>()
  useEffect(() => {
    if (copied === undefined) return
    const timer = setTimeout(() => setCopied(undefined), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void putOnClipboard(text()).then(setCopied)
  return { copied, copy }
}

/** A browser may refuse it, or know it on secure pages alone; the old way asks nobody. */
async function putOnClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const put = (event: ClipboardEvent) => {
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
    }
    document.addEventListener('copy', put)
    const done = document.execCommand('copy')
    document.removeEventListener('copy', put)
    return done
  }
}
