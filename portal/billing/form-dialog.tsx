import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useIsOnline } from '../api/online.ts'
import { Problem } from '../api/problem.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useBillingWords } from './words.ts'

const useStyles = makeStyles({ content: { display: 'grid', gap: tokens.spacingVerticalM } })

/** A few fields and Save. Where somebody was faster, what they saved can be looked at first. */
export function FormDialog({
  title,
  verb,
  ready,
  busy,
  problem,
  onSave,
  onClose,
  children,
}: {
  readonly title: string
  readonly verb: string
  readonly ready: boolean
  readonly busy: boolean
  readonly problem: unknown
  readonly onSave: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const styles = useStyles()
  const words = useBillingWords()
  const look = useLookWords()
  const isOnline = useIsOnline()
  const client = useQueryClient()
  const isOff = !ready || busy || !isOnline
  const isOld = problem instanceof Problem && problem.code === 'PreconditionFailed'
  return (
    <Dialog
      open
      onOpenChange={(_event, { open, type }) => !open && type !== 'backdropClick' && !busy && onClose()}
    >
      <DialogSurface>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (!isOff) onSave()
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={styles.content}>
              {children}
              {problem !== undefined && (
                <ProblemPanel
                  problem={problem}
                  actions={
                    isOld && (
                      <Button onClick={() => void client.invalidateQueries().then(onClose)}>
                        {words.lookAgain}
                      </Button>
                    )
                  }
                />
              )}
            </DialogContent>
            <DialogActions>
              <Button disabled={busy} onClick={onClose}>
                {look.cancel}
              </Button>
              <Button type="submit" appearance="primary" disabledFocusable={isOff}>
                {verb}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
