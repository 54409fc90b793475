import { Outlet, useMatches } from '@tanstack/react-router'
import { Suspense } from 'react'
import { Page } from '../look/page.tsx'
import { TabLink, TabLinks } from '../look/tab-links.tsx'
import { Forbidden } from '../shell/edges.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useOrganizationWords } from './words.ts'

/** One heading and the same tabs above all that is known and decided of the organisation itself. */
export function OrganizationLayout() {
  const words = useOrganizationWords()
  const { may, organization, customer } = useSession()
  const path = useMatches({ select: (matches) => matches.at(-1)?.pathname ?? '' })
  // Its own Global Administrators alone, whoever else sees the rest. (R025)
  if (path.startsWith('/organization/deletion') && !may.changeOrganization)
    return <Forbidden roles={['globalAdmin']} />
  return (
    <Page title={words.title} about={customer?.displayName ?? organization?.displayName}>
      <TabLinks label={words.title}>
        {[
          <TabLink key="details" to="/organization" activeOptions={{ exact: true }}>
            {words.tabs.details}
          </TabLink>,
          <TabLink key="data" to="/organization/data">
            {words.tabs.data}
          </TabLink>,
          <TabLink key="guests" to="/organization/guests">
            {words.tabs.guests}
          </TabLink>,
          <TabLink key="partners" to="/organization/partners">
            {words.tabs.partners}
          </TabLink>,
          <TabLink key="webhooks" to="/organization/webhooks">
            {words.tabs.webhooks}
          </TabLink>,
          ...(may.changeOrganization
            ? [
                <TabLink key="deletion" to="/organization/deletion">
                  {words.tabs.deletion}
                </TabLink>,
              ]
            : []),
        ]}
      </TabLinks>
      <Suspense>
        <Outlet />
      </Suspense>
    </Page>
  )
}
