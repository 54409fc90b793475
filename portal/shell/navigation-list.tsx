import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { Link, useRouterState } from '@tanstack/react-router'
import { useSession } from '../sign-in/session.tsx'
import { type NavigationItem, navigation } from './navigation.ts'
import { useShellWords } from './shell-words.ts'

const useStyles = makeStyles({
  group: {
    margin: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalS} ${tokens.spacingVerticalXXS}`,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  list: { listStyle: 'none', margin: 0, padding: 0 },
  link: {
    display: 'flex',
    alignItems: 'center',
    minHeight: '36px',
    padding: `0 ${tokens.spacingHorizontalS}`,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    // In place of a line without colour, which high contrast shows.
    marginLeft: '3px',
    ':hover': {
      backgroundColor: tokens.colorSubtleBackgroundHover,
      color: tokens.colorNeutralForeground1Hover,
    },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  here: {
    fontWeight: tokens.fontWeightSemibold,
    marginLeft: 0,
    borderLeft: `3px solid ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorSubtleBackgroundSelected,
    color: tokens.colorNeutralForeground1Selected,
  },
})

export function NavigationList() {
  const styles = useStyles()
  const words = useShellWords()
  const { may } = useSession()
  const items = navigation.filter(({ mayOpen }) => mayOpen(may))
  const groups = [...new Set(items.map(({ group }) => group))]
  return (
    <nav aria-label={words.navigation}>
      {groups.map((group) => (
        <div key={group}>
          {group !== 'home' && <div className={styles.group}>{words.groups[group]}</div>}
          <ul className={styles.list}>
            {items
              .filter((item) => item.group === group)
              .map((item) => (
                <li key={item.page}>
                  <NavigationLink item={item} />
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function NavigationLink({ item: { to, also = to, page } }: { readonly item: NavigationItem }) {
  const styles = useStyles()
  const words = useShellWords()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const isIn = (part: string) => path === part || path.startsWith(`${part}/`)
  const isHere = to === '/' ? path === '/' : isIn(to) || isIn(also)
  return (
    <Link
      to={to}
      // The router, too, says where one is; of Home it would always.
      activeOptions={{ exact: to === '/' }}
      className={mergeClasses(styles.link, isHere && styles.here)}
      aria-current={isHere ? 'page' : undefined}
    >
      {words.pages[page]}
    </Link>
  )
}
