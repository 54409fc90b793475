import { Button, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components'
import { NavigationRegular } from '@fluentui/react-icons'
import { Outlet, useMatches, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useFormat } from '../look/format.ts'
import { useMedia } from '../look/theme.tsx'
import { useSession } from '../sign-in/session.tsx'
import { AccountMenu } from './account-menu.tsx'
import { Bell } from './bell.tsx'
import { Forbidden } from './edges.tsx'
import { pageOf } from './navigation.ts'
import { NavigationList } from './navigation-list.tsx'
import { NewVersionBar } from './new-version-bar.tsx'
import { OfflineBar } from './offline-bar.tsx'
import { useShellWords } from './shell-words.ts'
import { SignInBar } from './sign-in-bar.tsx'
import { useFocusBack } from './use-focus-back.ts'

/** Only a narrow screen loads it. */
const NavigationDrawer = lazy(async () => ({
  default: (await import('./navigation-drawer.tsx')).NavigationDrawer,
}))

const useStyles = makeStyles({
  frame: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gridTemplateRows: 'auto auto 1fr',
    height: '100vh',
    '@media print': { display: 'block', height: 'auto' },
  },
  skip: {
    position: 'absolute',
    left: '-1000px',
    ':focus': {
      left: tokens.spacingHorizontalM,
      top: tokens.spacingVerticalS,
      zIndex: 10,
      backgroundColor: tokens.colorNeutralBackground1,
      padding: tokens.spacingVerticalS,
    },
  },
  header: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    minWidth: 0,
  },
  name: { fontWeight: tokens.fontWeightSemibold, whiteSpace: 'nowrap' },
  organization: {
    color: tokens.colorNeutralForeground2,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    flex: '1 1 auto',
    minWidth: 0,
  },
  body: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    minHeight: 0,
    '@media print': { display: 'block' },
  },
  navigation: {
    width: '220px',
    overflow: 'auto',
    padding: tokens.spacingVerticalS,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  main: {
    // Beside the navigation, or alone where that is in a drawer.
    gridColumn: 2,
    overflow: 'auto',
    padding: tokens.spacingHorizontalXL,
    minWidth: 0,
    backgroundColor: tokens.colorNeutralBackground2,
    '@media (max-width: 640px)': { padding: tokens.spacingHorizontalM },
    '@media print': { overflow: 'visible' },
  },
})

/** Around every page: who and where one is, where one may go, what is running. */
export function Frame() {
  const styles = useStyles()
  const words = useShellWords()
  const format = useFormat()
  const { organization, customer } = useSession()
  const inDrawer = useMedia('(max-width: 900px)')
  const [open, setOpen] = useState(false)
  useFocusBack()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes whenever one has gone somewhere
  useEffect(() => setOpen(false), [path])
  return (
    <div className={styles.frame}>
      <div>
        <a href="#content" className={styles.skip}>
          {words.skip}
        </a>
        <header className={styles.header} data-not-printed>
          {inDrawer && (
            <Button
              appearance="subtle"
              icon={<NavigationRegular />}
              aria-label={words.openNavigation}
              onClick={() => setOpen(true)}
            />
          )}
          <span className={styles.name}>{words.product}</span>
          <span className={styles.organization}>
            <bdi>{customer?.displayName ?? organization?.displayName}</bdi>
          </span>
          <Bell />
          <AccountMenu />
        </header>
      </div>
      <div>
        <OfflineBar />
        <NewVersionBar />
        <SignInBar />
        {customer && (
          <MessageBar intent="warning">
            <MessageBarBody>
              {words.asPartner(customer.displayName, format.instant(customer.expires))}{' '}
              <a href="/app/customers">{words.leaveCustomer}</a>
            </MessageBarBody>
          </MessageBar>
        )}
      </div>
      <div className={styles.body}>
        {inDrawer ? (
          <Suspense>
            <NavigationDrawer open={open} onOpenChange={setOpen} />
          </Suspense>
        ) : (
          <div className={styles.navigation} data-not-printed>
            <NavigationList />
          </div>
        )}
        <main id="content" className={styles.main} tabIndex={-1}>
          <Suspense>
            <Allowed />
          </Suspense>
        </main>
      </div>
    </div>
  )
}

/** The page, unless it takes a role that one has not, or has no longer. What is on it the API decides. */
function Allowed() {
  const { me, customer } = useSession()
  // Of what is shown: the address is another one already while its page is loaded.
  const path = useMatches({ select: (matches) => matches.at(-1)?.pathname ?? '/' })
  const page = pageOf(path)
  const held: readonly string[] = customer?.roles ?? me.roles
  if (page?.roles && !page.roles.some((role) => held.includes(role))) return <Forbidden roles={page.roles} />
  return <Outlet />
}
