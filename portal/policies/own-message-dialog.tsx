import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Textarea,
} from '@fluentui/react-components'
import { useState } from 'react'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { usePoliciesWords } from './words.ts'

const lengthMax = 2_000

/** An organisation may have its own way of asking for licences: then its people read this in place of a request. (B10) */
export function OwnMessageDialog({
  message,
  busy,
  problem,
  onSave,
  onClose,
}: {
  readonly message: string
  readonly busy: boolean
  readonly problem: unknown
  readonly onSave: (message: string | null) => void
  readonly onClose: () => void
}) {
  const words = usePoliciesWords()
  const look = useLookWords()
  const [typed, setTyped] = useState(message)
  return (
    <Dialog open onOpenChange={(_event, { open }) => !open && !busy && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.ownMessageTitle}</DialogTitle>
          <DialogContent>
            <Field label={words.ownMessage} hint={words.ownMessageHint}>
              <Textarea
                value={typed}
                maxLength={lengthMax}
                rows={6}
                onChange={(_event, { value }) => setTyped(value)}
              />
            </Field>
            {problem !== undefined && <ProblemPanel problem={problem} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose} disabled={busy}>
              {look.cancel}
            </Button>
            <Button
              appearance="primary"
              disabledFocusable={busy}
              onClick={() => !busy && onSave(typed.trim() || null)}
            >
              {look.save}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
