import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, ReactNode } from 'react'

const useStyles = makeStyles({
  list: {
    display: 'flex',
    flexWrap: 'wrap',
    listStyle: 'none',
    margin: 0,
    padding: 0,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  link: {
    display: 'inline-flex',
    alignItems: 'center',
    minHeight: '36px',
    padding: `0 ${tokens.spacingHorizontalM}`,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    borderBottom: '3px solid transparent',
    ':hover': { color: tokens.colorNeutralForeground1, borderBottomColor: tokens.colorNeutralStroke1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '&[aria-current="page"]': {
      color: tokens.colorNeutralForeground1,
      fontWeight: tokens.fontWeightSemibold,
      borderBottomColor: tokens.colorBrandStroke1,
    },
  },
})

/** The pages of a subject, in a row: links that look like tabs, each with an address. */
export function TabLinks({
  label,
  children,
}: {
  readonly label: string
  readonly children: readonly ReactNode[]
}) {
  const styles = useStyles()
  return (
    <nav aria-label={label} data-not-printed>
      <ul className={styles.list}>
        {children.map((child, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same links in the same order
          <li key={place}>{child}</li>
        ))}
      </ul>
    </nav>
  )
}

function Anchor({ className, ...props }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  const styles = useStyles()
  return <a {...props} className={mergeClasses(styles.link, className)} />
}

export const TabLink = createLink(Anchor)
