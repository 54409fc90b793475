import { useQuery } from '@tanstack/react-query'
import type { Api, Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { partOf } from '../api/parts.ts'
import { answered, ok } from '../api/problem.ts'
import { useSession } from '../sign-in/session.tsx'
import type { InvoicesSearch } from './routes.tsx'

export type Invoice = Schemas['Invoice']
export type Profile = Schemas['BillingProfile']

export function useInvoices({ range, from, to, status }: InvoicesSearch) {
  const { api, tenantId } = useSession()
  const days =
    range === 'days' ? { ...(from ? { from } : {}), ...(to ? { to } : {}) } : range === '6m' ? { range } : {}
  const filter = { ...days, ...(status ? { status } : {}) }
  return useAllRows<Invoice>({
    key: ['invoices', tenantId, filter],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/invoices', {
          // The next page says its days itself.
          params: { path: { t: tenantId }, query: continuation ?? { maxpagesize: 200, ...filter } },
        }),
      ),
  })
}

export function useInvoice(id: string) {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['invoice', tenantId, id],
    queryFn: () => ok(api.GET('/tenants/{t}/invoices/{id}', { params: { path: { t: tenantId, id } } })),
  })
}

/** The invoice as a PDF: it takes the caller's token, so no plain link leads there. */
export async function invoicePdf(api: Api, tenantId: string, id: string): Promise<Blob> {
  const { data } = await answered(
    api.GET('/tenants/{t}/invoices/{id}/document', {
      params: { path: { t: tenantId, id } },
      parseAs: 'blob',
    }),
  )
  return data as Blob
}

export async function downloadPdf(
  api: Api,
  tenantId: string,
  { id, number }: Pick<Invoice, 'id' | 'number'>,
): Promise<void> {
  const [{ download }, pdf] = await Promise.all([
    partOf(() => import('../look/csv.ts')),
    invoicePdf(api, tenantId, id),
  ])
  download(`${number}.pdf`, pdf)
}

export function useProfiles() {
  const { api, tenantId } = useSession()
  return useAllRows<Profile>({
    key: ['billing-profiles', tenantId],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/billingProfiles', {
          params: { path: { t: tenantId }, query: { maxpagesize: 100, ...continuation } },
        }),
      ),
  })
}
