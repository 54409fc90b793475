import { makeStyles, tokens, typographyStyles } from '@fluentui/react-components'
import { type ReactNode, useId } from 'react'

const useStyles = makeStyles({
  section: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalM,
    alignContent: 'start',
    minWidth: 0,
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalM,
    alignItems: 'center',
    justifyContent: 'space-between',
  },
  heading: { ...typographyStyles.subtitle2, margin: 0, overflowWrap: 'anywhere' },
  about: { ...typographyStyles.body1, margin: 0, color: tokens.colorNeutralForeground2, maxWidth: '80ch' },
  commands: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** A part of a page, with a heading of its own. */
export function Section({
  title,
  about,
  commands,
  children,
}: {
  readonly title: string
  readonly about?: ReactNode
  readonly commands?: ReactNode
  readonly children: ReactNode
}) {
  const styles = useStyles()
  const id = useId()
  return (
    <section aria-labelledby={id} className={styles.section}>
      <div className={styles.head}>
        <h2 id={id} className={styles.heading}>
          {title}
        </h2>
        {commands && (
          <div className={styles.commands} data-not-printed>
            {commands}
          </div>
        )}
      </div>
      {about && <p className={styles.about}>{about}</p>}
      {children}
    </section>
  )
}
