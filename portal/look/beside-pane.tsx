import { Button, Caption1, makeStyles, tokens, typographyStyles } from '@fluentui/react-components'
import { ArrowLeftRegular, DismissRegular } from '@fluentui/react-icons'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { takeFocus } from './focus.ts'
import { SubheadingLevel } from './heading-level.tsx'
import { useLookWords } from './look-words.ts'
import { Page, useTitle } from './page.tsx'
import { useMedia } from './theme.tsx'

/** From here on a pane fits beside the list that it was opened from. */
export const besideFrom = '(min-width: 1024px)'

const useStyles = makeStyles({
  pane: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalL,
    alignContent: 'start',
    minWidth: 0,
    padding: tokens.spacingHorizontalXL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    // Stays in sight however far the list beside it is scrolled.
    position: 'sticky',
    top: 0,
    boxSizing: 'border-box',
    maxHeight: 'calc(100vh - 81px)',
    overflowY: 'auto',
    '@media print': {
      border: 'none',
      padding: 0,
      position: 'static',
      maxHeight: 'none',
      overflowY: 'visible',
    },
  },
  head: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'flex-start' },
  heading: {
    ...typographyStyles.subtitle1,
    margin: 0,
    overflowWrap: 'anywhere',
    ':focus': { outline: 'none' },
  },
  titles: { flexGrow: 1, display: 'grid', minWidth: 0 },
  about: { color: tokens.colorNeutralForeground2 },
})

/**
 * One thing of a list: a pane beside the list where there is room, else a page. Esc closes it; whoever shows the list
 * puts the focus back on its row.
 */
export function BesidePane({
  title,
  about,
  backTo,
  onClose,
  children,
}: {
  readonly title: string
  /** What tells it from others of the same title, as a purchaser's name does. */
  readonly about?: string | undefined
  /** What closing leads back to, as the button of a page says it. */
  readonly backTo: string
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const styles = useStyles()
  const words = useLookWords()
  const isBeside = useMedia(besideFrom)
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => takeFocus(heading.current), [])
  useTitle(title, about)
  if (!isBeside)
    return (
      <Page
        title={title}
        about={about}
        commands={
          <Button icon={<ArrowLeftRegular />} onClick={onClose}>
            {backTo}
          </Button>
        }
      >
        {about !== undefined && (
          <Caption1 className={styles.about}>
            <bdi>{about}</bdi>
          </Caption1>
        )}
        {children}
      </Page>
    )
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    const target = event.target as HTMLElement
    // A dialog or menu of the pane is elsewhere in the page; a field's Esc is its own.
    if (!event.currentTarget.contains(target) || isTypedInto(target)) return
    onClose()
  }
  return (
    <section aria-labelledby={id} className={styles.pane} onKeyDown={onKeyDown}>
      <div className={styles.head}>
        <div className={styles.titles}>
          <h2 id={id} ref={heading} tabIndex={-1} className={styles.heading}>
            <bdi>{title}</bdi>
          </h2>
          {about !== undefined && (
            <Caption1 className={styles.about}>
              <bdi>{about}</bdi>
            </Caption1>
          )}
        </div>
        <Button
          appearance="subtle"
          icon={<DismissRegular />}
          aria-label={words.close}
          onClick={onClose}
          data-not-printed
        />
      </div>
      <SubheadingLevel value="h3">{children}</SubheadingLevel>
    </section>
  )
}

function isTypedInto(target: HTMLElement): boolean {
  return target.matches('textarea, select, input:not([type=radio]):not([type=checkbox])')
}
