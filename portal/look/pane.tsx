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
  rowId,
  onClose,
  children,
}: {
  readonly title: string
  readonly rowId: string
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const styles = useStyles()
  const words = useLookWords()
  const isNarrow = useMedia(narrow)
  const close = () => {
    onClose()
    focusRow(rowId)
  }
  return (
    <Drawer
      open
      position="end"
      size={isNarrow ? 'full' : 'medium'}
      aria-label={title}
      onOpenChange={(_event, { open }) => !open && close()}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          className={styles.title}
          action={
            <Button appearance="subtle" icon={<DismissRegular />} aria-label={words.close} onClick={close} />
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

function focusRow(id: string): void {
  // When what lay over it has let go of the focus.
  setTimeout(() => document.querySelector<HTMLElement>(`[data-row-id="${CSS.escape(id)}"]`)?.focus(), 50)
}
