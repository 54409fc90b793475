import type { ReactNode } from 'react'
import { Page } from '../look/page.tsx'
import { TabLink, TabLinks } from '../look/tab-links.tsx'
import { useBillingWords } from './words.ts'

/** One of the pages on money, with the way to the others. (R112 to R119) */
export function BillingPage({
  tab,
  commands,
  children,
}: {
  readonly tab: 'invoices' | 'cards' | 'profiles'
  readonly commands?: ReactNode
  readonly children: ReactNode
}) {
  const words = useBillingWords()
  return (
    <Page title={words.title} about={words.tabs[tab]} commands={commands}>
      <TabLinks label={words.title}>
        <TabLink to="/billing/invoices">{words.tabs.invoices}</TabLink>
        <TabLink to="/billing/payment-methods">{words.tabs.cards}</TabLink>
        <TabLink to="/billing/profiles">{words.tabs.profiles}</TabLink>
      </TabLinks>
      {children}
    </Page>
  )
}
