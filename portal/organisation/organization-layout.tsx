import { Tab, TabList } from '@fluentui/react-components'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Suspense } from 'react'
import { Page } from '../look/page.tsx'
import { Forbidden } from '../shell/edges.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useOrganizationWords } from './words.ts'

const parts = [
  ['details', '/organization'],
  ['data', '/organization/data'],
  ['guests', '/organization/guests'],
  ['partners', '/organization/partners'],
  ['deletion', '/organization/deletion'],
] as const

export function OrganizationLayout() {
  const words = useOrganizationWords()
  const navigate = useNavigate()
  const { may, organization, customer } = useSession()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const here = parts.find(([, to]) => to === path.replace(/\/$/, ''))?.[0] ?? 'details'
  if (here === 'deletion' && !may.changeOrganization) return <Forbidden roles={['globalAdmin']} />
  return (
    <Page title={words.title} about={customer?.displayName ?? organization?.displayName}>
      <TabList
        selectedValue={here}
        data-not-printed
        style={{ flexWrap: 'wrap' }}
        onTabSelect={(_event, { value }) => {
          const to = parts.find(([part]) => part === value)?.[1]
          if (to) void navigate({ to })
        }}
      >
        {parts
          .filter(([part]) => part !== 'deletion' || may.changeOrganization)
          .map(([part]) => (
            <Tab key={part} value={part}>
              {words.tabs[part]}
            </Tab>
          ))}
      </TabList>
      <Suspense>
        <Outlet />
      </Suspense>
    </Page>
  )
}
