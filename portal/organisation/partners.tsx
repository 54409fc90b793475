import { Button, MessageBar, MessageBarBody, Text } from '@fluentui/react-components'
import { useMemo, useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useRoleWords } from '../look/role-words.ts'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { DelegationDialog } from './delegation-dialog.tsx'
import { useRefresh } from './queries.ts'
import { partnersRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useOrganizationWords } from './words.ts'

export type Delegation = Schemas['DelegationRow']
type RoleWords = ReturnType<typeof useRoleWords>

/** Which partners may act here, as what, until when. (R169, R170) */
export function Partners() {
  const words = useOrganizationWords().partners
  const roles = useRoleWords()
  const format = useFormat()
  const { may } = useSession()
  const search = partnersRoute.useSearch()
  const navigate = partnersRoute.useNavigate()
  const list = useDelegations()
  const columns = useMemo(() => columnsOf(words, roles, format), [words, roles, format])
  const [editing, setEditing] = useState<Delegation | 'new'>()
  const [removing, setRemoving] = useState<Delegation>()
  const [told, setTold] = useState<string>()
  return (
    <>
      <Text>{words.about}</Text>
      {told !== undefined && (
        <MessageBar intent="success" role="status">
          <MessageBarBody>{told}</MessageBarBody>
        </MessageBar>
      )}
      <ListView
        id="partners"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ partner }) => partner.displayName}
        search={search}
        onSearch={(change) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
        }
        {...(may.delegate
          ? {
              commands: (
                <Button appearance="primary" onClick={() => setEditing('new')}>
                  {words.add}
                </Button>
              ),
              actions: (delegation: Delegation) => [
                { id: 'change', label: words.change, onClick: () => setEditing(delegation) },
                { id: 'remove', label: words.remove, onClick: () => setRemoving(delegation) },
              ],
            }
          : {})}
        empty={<p>{words.empty}</p>}
      />
      {editing && (
        <DelegationDialog
          {...(editing === 'new' ? {} : { delegation: editing })}
          onDone={(text) => {
            setEditing(undefined)
            setTold(text)
          }}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing && (
        <RemoveDelegation
          delegation={removing}
          onDone={() => {
            setRemoving(undefined)
            setTold(words.removed)
          }}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  )
}

function useDelegations() {
  const { api, tenantId } = useSession()
  return useAllRows<Delegation>({
    key: ['organization', tenantId, 'delegations'],
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/delegations', {
          params: { path: { t: tenantId }, query: { maxpagesize: 500, ...continuation } },
        }),
      ),
  })
}

function RemoveDelegation({
  delegation: { id, etag, partner },
  onDone,
  onClose,
}: {
  readonly delegation: Delegation
  readonly onDone: () => void
  readonly onClose: () => void
}) {
  const words = useOrganizationWords().partners
  const { api, tenantId } = useSession()
  const refresh = useRefresh()
  const write = useWrite({
    action: `end-delegation:${id}`,
    send: (_nothing: undefined) =>
      api.DELETE('/tenants/{t}/delegations/{id}', {
        params: { path: { t: tenantId, id }, header: { 'If-Match': etag } },
      }),
    onDone: () => {
      onDone()
      return refresh()
    },
  })
  return (
    <Confirm
      open
      title={words.removeTitle(partner.displayName)}
      consequences={[words.removeNow, words.removeStays]}
      verb={words.removeVerb(partner.displayName)}
      keep={words.keep}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      onConfirm={() => write.run(undefined)}
      onClose={() => {
        onClose()
        if (write.problem) void refresh()
      }}
    />
  )
}

function columnsOf(
  words: (typeof en)['partners'],
  roleWords: RoleWords,
  format: Format,
): readonly Column<Delegation>[] {
  const { columns } = words
  const statusOf = ({ expires }: Delegation) =>
    Date.parse(expires) > Date.now() ? words.running : words.ended
  return [
    { id: 'name', header: columns.name, text: ({ partner }) => partner.displayName, grow: 2 },
    {
      id: 'roles',
      header: columns.roles,
      text: ({ roles }) => format.list(roles.map((role) => roleWords[role])),
      grow: 2,
      onCard: true,
    },
    {
      id: 'people',
      header: columns.people,
      text: ({ userIds }) => (userIds ? words.some(format.number(userIds.length)) : words.everybody),
      grow: 1.5,
    },
    {
      id: 'status',
      header: words.status,
      text: statusOf,
      cell: (row) => (
        <StatusBadge kind={statusOf(row) === words.running ? 'good' : 'neutral'}>{statusOf(row)}</StatusBadge>
      ),
      onCard: true,
    },
    {
      id: 'expires',
      header: columns.expires,
      text: ({ expires }) => expires,
      cell: ({ expires }) => <InstantText at={expires} />,
      grow: 1.3,
      onCard: true,
    },
    { id: 'by', header: columns.by, text: ({ createdBy }) => createdBy.displayName, grow: 1.5 },
  ]
}
