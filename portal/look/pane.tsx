import {
  Button,
  Drawer,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import { useLookWords } from './look-words.ts'
import { narrow, useMedia } from './theme.tsx'

const useStyles = makeStyles({
  body: {
    display: 'grid',
    gap: tokens.spacingVerticalL,
    alignContent: 'start',
    paddingBottom: tokens.spacingVerticalXXL,
  },
  title: { overflowWrap: 'anywhere' },
})

/** One row of a list in full, over it: Esc closes it, and the row has the focus again. */
export function Pane({
  title,
  onClose,
  children,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const styles = useStyles()
  const words = useLookWords()
  const isNarrow = useMedia(narrow)
  return (
    <Drawer
      open
      position="end"
      size={isNarrow ? 'full' : 'medium'}
      aria-label={title}
      onOpenChange={(_event, { open }) => !open && onClose()}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          className={styles.title}
          action={
            <Button
              appearance="subtle"
              icon={<DismissRegular />}
              aria-label={words.close}
              onClick={onClose}
            />
          }
        >
          <bdi>{title}</bdi>
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <div className={styles.body}>{children}</div>
      </DrawerBody>
    </Drawer>
  )
}
