import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Text,
} from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { useIsOnline } from '../api/online.ts'
import { useLookWords } from './look-words.ts'
import { ProblemPanel } from './problem-panel.tsx'

/**
 * Asks before something that matters: names the thing, lists what follows, and repeats the verb. The button that acts
 * never has the first focus, and stays where it is until the answer is known.
 */
export function Confirm({
  open,
  title,
  consequences,
  verb,
  keep,
  busy = false,
  tries = 0,
  disabled = false,
  problem,
  problemActions,
  onConfirm,
  onClose,
  children,
}: {
  readonly open: boolean
  readonly title: string
  readonly consequences: readonly ReactNode[]
  /** As in "Move 1,000 users": never "OK". */
  readonly verb: string
  /** What the other button says; "Cancel" where that cannot be mistaken. */
  readonly keep?: string
  readonly busy?: boolean
  readonly tries?: number
  readonly disabled?: boolean
  readonly problem?: unknown
  readonly problemActions?: ReactNode
  readonly onConfirm: () => void
  readonly onClose: () => void
  readonly children?: ReactNode
}) {
  const words = useLookWords()
  const isOnline = useIsOnline()
  const isOff = busy || disabled || !isOnline
  return (
    <Dialog
      open={open}
      modalType="alert"
      onOpenChange={(_event, { open: stays }) => !stays && !busy && onClose()}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent style={{ overflowWrap: 'anywhere' }}>
            {consequences.length > 0 && (
              <ul>
                {consequences.map((consequence, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the list of a dialog does not change its order
                  <li key={place}>{consequence}</li>
                ))}
              </ul>
            )}
            {children}
            <div role="status">
              {!isOnline && <Text>{words.offline}</Text>}
              {busy && tries > 0 && <Text>{words.tryingAgain(tries)}</Text>}
            </div>
            {problem !== undefined && <ProblemPanel problem={problem} actions={problemActions} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose} disabled={busy} autoFocus>
              {keep ?? words.cancel}
            </Button>
            <Button appearance="primary" disabledFocusable={isOff} onClick={() => !isOff && onConfirm()}>
              {verb}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
