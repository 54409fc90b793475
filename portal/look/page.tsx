import { makeStyles, tokens, typographyStyles } from '@fluentui/react-components'
import { type ReactNode, useEffect, useRef } from 'react'
import { takeFocus } from './focus.ts'
import { isolated } from './isolated.ts'

const useStyles = makeStyles({
  page: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalL,
    alignContent: 'start',
    minWidth: 0,
    overflowWrap: 'break-word',
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalM,
    alignItems: 'center',
    justifyContent: 'space-between',
  },
  heading: { ...typographyStyles.title2, margin: 0, ':focus': { outline: 'none' }, overflowWrap: 'anywhere' },
  commands: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
})

/** A page: its heading has the focus after navigation, and its title stands in the browser's tab. */
export function Page({
  title,
  about,
  commands,
  children,
}: {
  readonly title: string
  /** What the page is of, as in a subscription's name: stands in the tab before the title. */
  readonly about?: string | undefined
  readonly commands?: ReactNode
  readonly children: ReactNode
}) {
  const styles = useStyles()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => takeFocus(heading.current), [])
  useTitle(title, about)
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 ref={heading} tabIndex={-1} className={styles.heading}>
          <bdi>{title}</bdi>
        </h1>
        {commands && (
          <div className={styles.commands} data-not-printed>
            {commands}
          </div>
        )}
      </div>
      {children}
    </div>
  )
}

/** What the browser's tab says, until what says it is closed. */
export function useTitle(title: string, about: string | undefined): void {
  useEffect(() => {
    const before = document.title
    const mine = [about, title, 'Seatwarden']
      .filter((part) => part !== undefined)
      .map(isolated)
      .join(' – ')
    document.title = mine
    return () => {
      if (document.title === mine) document.title = before
    }
  }, [title, about])
}
