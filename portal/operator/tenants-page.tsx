import { Button } from '@fluentui/react-components'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { Page } from '../look/page.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type TenantRow, useTenants } from './queries.ts'
import { tenantsRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useOperatorWords } from './words.ts'

/** Which organisations there are; those that are deleted wait here for the removal of their data. */
export function TenantsPage() {
  const all = useOperatorWords()
  const words = all.tenants
  const format = useFormat()
  const { may } = useSession()
  const search = tenantsRoute.useSearch()
  const changeSearch = tenantsRoute.useNavigate()
  const navigate = useNavigate()
  const list = useTenants()
  const columns = useMemo(() => columnsOf(all, format), [all, format])
  return (
    <Page
      title={words.title}
      commands={
        may.manageOperations && (
          <Button appearance="primary" onClick={() => void navigate({ to: '/operator/tenants/new' })}>
            {words.onboard}
          </Button>
        )
      }
    >
      <ListView
        id="operator-tenants"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ displayName }) => displayName}
        search={search}
        onSearch={(change) =>
          void changeSearch({ search: (before) => ({ ...before, ...change }), replace: true })
        }
        onOpen={({ id }) => void navigate({ to: '/operator/tenants/$t', params: { t: id } })}
        actions={({ id, deletedDateTime }) => [
          {
            id: 'operations',
            label: words.itsOperations,
            onClick: () =>
              void navigate({ to: '/operator/operations', search: { tenantId: id, status: 'all' } }),
          },
          {
            id: 'mail',
            label: words.itsMail,
            onClick: () => void navigate({ to: '/operator/mail', search: { tenantId: id } }),
          },
          ...(may.manageOperations && !deletedDateTime
            ? [
                {
                  id: 'import',
                  label: words.import,
                  onClick: () => void navigate({ to: '/operator/tenants/$t/people', params: { t: id } }),
                },
              ]
            : []),
        ]}
        empty={<p>{words.empty}</p>}
      />
    </Page>
  )
}

function columnsOf({ tenants: words, status }: typeof en, format: Format): readonly Column<TenantRow>[] {
  const { columns } = words
  return [
    { id: 'name', header: columns.name, text: ({ displayName }) => displayName, grow: 2 },
    {
      id: 'domains',
      header: columns.domains,
      text: ({ domains }) => format.list(domains),
      grow: 2,
      onCard: true,
    },
    { id: 'country', header: columns.country, text: ({ country }) => format.country(country), onCard: true },
    { id: 'type', header: columns.type, text: ({ tenantType }) => words.types[tenantType] },
    { id: 'cloud', header: columns.cloud, text: ({ cloud }) => words.clouds[cloud] },
    {
      id: 'status',
      header: status,
      text: ({ deletedDateTime }) => (deletedDateTime ? words.deleted : words.active),
      cell: ({ deletedDateTime }) => (
        <StatusBadge kind={deletedDateTime ? 'neutral' : 'good'}>
          {deletedDateTime ? words.deleted : words.active}
        </StatusBadge>
      ),
      onCard: true,
    },
    { id: 'id', header: words.id, text: ({ id }) => id, hidden: true },
  ]
}
