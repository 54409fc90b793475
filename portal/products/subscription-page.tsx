import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ok } from '../api/problem.ts'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useProductsWords } from './words.ts'

export function SubscriptionPage() {
  const words = useProductsWords()
  const format = useFormat()
  const { id } = useParams({ from: '/products-layout/subscriptions/$id' })
  const { api, tenantId } = useSession()
  const query = useQuery({
    queryKey: ['subscription', tenantId, id],
    queryFn: () => ok(api.GET('/tenants/{t}/subscriptions/{id}', { params: { path: { t: tenantId, id } } })),
  })
  const { data } = query
  return (
    <Page title={data?.product.displayName ?? words.details} about={data?.purchaser.displayName}>
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {data && (
        <Fields
          fields={[
            [words.columns.purchaser, data.purchaser.displayName],
            [words.columns.status, words.statuses[data.status]],
            [words.columns.expires, format.day(data.expirationDate)],
          ]}
        />
      )}
    </Page>
  )
}
