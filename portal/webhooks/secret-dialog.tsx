import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { CopyButton } from '../look/problem-panel.tsx'
import { useWebhooksWords } from './words.ts'

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
  secret: { fontFamily: tokens.fontFamilyMonospace },
})

/** The secret, this once. No key and no click beside it closes it: only whoever says that they have kept it does. */
export function SecretDialog({
  secret,
  about,
  onClose,
}: {
  readonly secret: string
  readonly about: string
  readonly onClose: () => void
}) {
  const styles = useStyles()
  const { secret: words } = useWebhooksWords()
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.title}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{about}</Text>
            <Field label={words.label}>
              <Input
                readOnly
                value={secret}
                input={{ className: styles.secret }}
                onFocus={(event) => event.target.select()}
              />
            </Field>
            <div>
              <CopyButton text={secret} label={words.copy} />
            </div>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {words.kept}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
