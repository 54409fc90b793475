import { Text } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { InstantText } from '../look/instant.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { guestsRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useOrganizationWords } from './words.ts'

type Guest = Schemas['Guest']

/** Who became a guest of the directory by signing up for something. (R021) */
export function Guests() {
  const words = useOrganizationWords().guests
  const { api, tenantId } = useSession()
  const search = guestsRoute.useSearch()
  const navigate = guestsRoute.useNavigate()
  const list = useAllRows<Guest>({
    key: ['organization', tenantId, 'guests'],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/guests', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...continuation } },
        }),
      ),
  })
  const columns = useMemo(() => columnsOf(words), [words])
  return (
    <>
      <Text>{words.about}</Text>
      <ListView
        id="guests"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ displayName }) => displayName}
        search={search}
        onSearch={(change) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
        }
        empty={<p>{words.empty}</p>}
      />
    </>
  )
}

function columnsOf(words: (typeof en)['guests']): readonly Column<Guest>[] {
  const { columns } = words
  const accountOf = ({ accountEnabled }: Guest) => (accountEnabled ? words.enabled : words.disabled)
  return [
    { id: 'name', header: columns.name, text: ({ displayName }) => displayName, grow: 1.5 },
    {
      id: 'address',
      header: columns.address,
      text: ({ userPrincipalName }) => userPrincipalName,
      grow: 2,
      onCard: true,
    },
    {
      id: 'account',
      header: columns.account,
      text: accountOf,
      cell: (guest) => (
        <StatusBadge kind={guest.accountEnabled ? 'good' : 'neutral'}>{accountOf(guest)}</StatusBadge>
      ),
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'since',
      header: columns.since,
      text: ({ createdDateTime }) => createdDateTime,
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      grow: 1.3,
    },
    {
      id: 'subscription',
      header: columns.subscription,
      text: ({ subscriptionId }) => subscriptionId,
      cell: ({ subscriptionId, displayName }) => (
        <Link to="/subscriptions/$id" params={{ id: subscriptionId }}>
          {words.look(displayName)}
        </Link>
      ),
      sortBy: false,
      onCard: true,
    },
  ]
}
