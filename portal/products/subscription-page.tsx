import { makeStyles, Tab as TabButton, TabList, tokens } from '@fluentui/react-components'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useSubscription } from '../api/subscriptions.ts'
import { BesidePane } from '../look/beside-pane.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { Dialogs } from './dialogs.tsx'
import { HistoryTab } from './history-tab.tsx'
import { productsLayout } from './layout-route.tsx'
import { OperationsTab } from './operations-tab.tsx'
import { Overview } from './overview.tsx'
import type { Subscription } from './queries.ts'
import { type SubscriptionSearch, type Tab, tabs } from './routes.tsx'
import { StateMessages } from './state-messages.tsx'
import { UsersTab } from './users-tab.tsx'
import { useProductsWords } from './words.ts'

const from = '/products-layout/subscriptions/$id'

const useStyles = makeStyles({
  tabs: { flexWrap: 'wrap' },
  panel: { display: 'grid', gap: tokens.spacingVerticalL, minWidth: 0 },
})

/** One subscription, whoever bought it and whatever became of it. (R041, R083) */
export function SubscriptionPage() {
  const words = useProductsWords()
  const { id } = useParams({ from })
  const filters = productsLayout.useSearch()
  const navigate = useNavigate()
  const { api, tenantId } = useSession()
  const query = useSubscription(api, tenantId, id)
  const { data } = query
  return (
    <BesidePane
      // Another row is another pane, whose heading is to be heard.
      key={id}
      title={data?.product.displayName ?? words.details}
      about={data?.purchaser.displayName}
      backTo={words.title}
      onClose={() => void navigate({ to: '/products', search: filtersOf(filters) })}
    >
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {data && <SubscriptionView subscription={data} />}
    </BesidePane>
  )
}

/** What belongs to the list, without what belongs to the pane. */
function filtersOf({
  q,
  sort,
  channel,
  status,
  productId,
  purchaserId,
}: ReturnType<typeof productsLayout.useSearch>) {
  return { q, sort, channel, status, productId, purchaserId }
}

function SubscriptionView({ subscription }: { readonly subscription: Subscription }) {
  const styles = useStyles()
  const words = useProductsWords()
  const search = useSearch({ from })
  const navigate = useNavigate({ from: '/subscriptions/$id' })
  const [done, setDone] = useState<string>()
  const tab = search.tab ?? 'overview'
  const change = (changes: SubscriptionSearch) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true })
  return (
    <>
      <StateMessages subscription={subscription} done={done} />
      <TabList
        className={styles.tabs}
        aria-label={words.tabsOf(subscription.product.displayName)}
        selectedValue={tab}
        onTabSelect={(_event, { value }) => change({ tab: value as Tab })}
        size="small"
      >
        {tabs.map((known) => (
          <TabButton key={known} value={known} id={`tab-${known}`} aria-controls="tab-panel">
            {words.tabs[known]}
          </TabButton>
        ))}
      </TabList>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} className={styles.panel}>
        {tab === 'overview' && <Overview subscription={subscription} />}
        {tab === 'users' && (
          <UsersTab
            subscription={subscription}
            isRevoked={search.revoked === true}
            onRevoked={(revoked) => change({ revoked: revoked || undefined })}
            onDialog={(dialog) => change({ do: dialog })}
            onDone={setDone}
          />
        )}
        {tab === 'history' && <HistoryTab subscription={subscription} />}
        {tab === 'operations' && <OperationsTab subscription={subscription} />}
      </div>
      <Dialogs
        subscription={subscription}
        open={search.do}
        onClose={() => change({ do: undefined })}
        onDone={setDone}
      />
    </>
  )
}
