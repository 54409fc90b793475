import { useMemo } from 'react'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { Page } from '../look/page.tsx'
import { useRoleWords } from '../look/role-words.ts'
import { StatusBadge } from '../look/status-badge.tsx'
import { type Customer, useSession } from '../sign-in/session.tsx'
import { customersRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useCustomersWords } from './words.ts'

const soonMs = 30 * 24 * 3_600_000

/** For whom a partner may act, as what, until when. The pages of a customer are the same, at an address of its own. (R169, R170) */
export function CustomersPage() {
  const words = useCustomersWords()
  const roles = useRoleWords()
  const format = useFormat()
  const { api } = useSession()
  const search = customersRoute.useSearch()
  const navigate = customersRoute.useNavigate()
  const list = useAllRows<Customer>({
    key: ['customers', 'all'],
    fetchPage: (continuation) =>
      ok(api.GET('/me/customers', { params: { query: { maxpagesize: 100, ...continuation } } })),
  })
  const columns = useMemo(() => columnsOf(words, roles, format), [words, roles, format])
  return (
    <Page title={words.title}>
      <ListView
        id="customers"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ tenantId }) => tenantId}
        rowName={({ displayName }) => displayName}
        search={search}
        onSearch={(change) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
        }
        onOpen={({ tenantId }) => location.assign(addressOf(tenantId))}
        empty={<p>{words.empty}</p>}
      />
    </Page>
  )
}

/** Left by a navigation of the browser: nothing of one organisation stays for the pages of the other. */
function addressOf(tenantId: string): string {
  return `/app/customers/${tenantId}/`
}

function columnsOf(
  words: typeof en,
  roleWords: Readonly<Record<Customer['roles'][number], string>>,
  format: Format,
): readonly Column<Customer>[] {
  const { columns } = words
  return [
    {
      id: 'name',
      header: columns.name,
      text: ({ displayName }) => displayName,
      cell: ({ tenantId, displayName }) => (
        <a href={addressOf(tenantId)} aria-label={words.open(displayName)}>
          <bdi>{displayName}</bdi>
        </a>
      ),
      grow: 2,
    },
    {
      id: 'roles',
      header: columns.roles,
      text: ({ roles }) => format.list(roles.map((role) => roleWords[role])),
      grow: 2,
      onCard: true,
    },
    {
      id: 'expires',
      header: columns.expires,
      text: ({ expires }) => expires,
      cell: ({ expires }) => (
        <span style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }}>
          <InstantText at={expires} />
          {Date.parse(expires) - Date.now() < soonMs && (
            <StatusBadge kind="warning">{words.soon}</StatusBadge>
          )}
        </span>
      ),
      grow: 2,
      onCard: true,
    },
  ]
}
