import { Button, Caption1 } from '@fluentui/react-components'
import { PersonAddRegular, PersonDeleteRegular } from '@fluentui/react-icons'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { partOf } from '../api/parts.ts'
import { useWrite } from '../api/write.ts'
import { Choice } from '../look/choice.tsx'
import { Confirm } from '../look/confirm.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { peopleMax } from '../look/people-picker.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { ListMenu } from '../look/user-list/list-menu.tsx'
import { useListWork } from '../look/user-list/use-list-work.ts'
import { useSession } from '../sign-in/session.tsx'
import { GiveOthers } from './give-others.tsx'
import { type Assignment, type Subscription, useAllAssignments, useAssignments } from './queries.ts'
import type { DialogName } from './routes.tsx'
import type { en } from './words.en.ts'
import { useProductsWords } from './words.ts'

/** Who has a licence of it, or had one; given and taken here by who may. (R033, R103, R107, R168) */
export function UsersTab({
  subscription,
  isRevoked,
  onRevoked,
  onDialog,
  onDone,
}: {
  readonly subscription: Subscription
  readonly isRevoked: boolean
  readonly onRevoked: (isRevoked: boolean) => void
  readonly onDialog: (dialog: DialogName) => void
  readonly onDone: (what: string) => void
}) {
  const words = useProductsWords()
  const format = useFormat()
  const { users } = words
  const { may } = useSession()
  const { id, actions, assignedLicenses, purchaser } = subscription
  const list = useAssignments(id, isRevoked ? 'revoked' : 'active')
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const all = useAllAssignments(id, isRevoked ? 'revoked' : 'active')
  const save = async () => {
    const [everybody, { downloadCsv }] = await Promise.all([
      all.mutateAsync(),
      partOf(() => import('../look/csv.ts')),
    ])
    downloadCsv(
      'users.csv',
      ['userId', ...columns.map(({ header }) => header)],
      everybody.map((row) => [row.userId, ...columns.map(({ text }) => text(row))]),
    )
  }
  const mayTake = actions.includes('unassign') && !isRevoked
  // Who has lost a licence here may be given one of another subscription.
  const mayGiveOthers = isRevoked && (may.administer || may.lookAfterLicenses)
  const rows = list.rows.filter(({ userId }) => chosen.has(userId))
  const options = [
    ['active', users.active],
    ['revoked', users.revoked],
  ] as const
  if (all.error) return <ProblemPanel problem={all.error} onTryAgain={() => all.reset()} />
  return (
    <>
      {actions.includes('takeControl') && <Caption1>{words.states.untaken(purchaser.displayName)}</Caption1>}
      <ListView
        id="subscription-users"
        caption={users.caption}
        list={list}
        {...(isRevoked ? {} : { total: Math.max(assignedLicenses, list.rows.length) })}
        columns={columns}
        rowId={({ userId }) => userId}
        rowName={({ displayName }) => displayName}
        search={{}}
        onSearch={() => {}}
        onExport={() => void save().catch(() => {})}
        selection={mayTake || mayGiveOthers ? { ids: chosen, onChange: setChosen } : undefined}
        filters={
          <Choice
            label={users.which}
            value={isRevoked ? 'revoked' : 'active'}
            options={options}
            onChange={(which) => {
              setChosen(new Set())
              onRevoked(which === 'revoked')
            }}
          />
        }
        commands={
          <>
            {actions.includes('assign') && !isRevoked && (
              <Button icon={<PersonAddRegular />} onClick={() => onDialog('assign')}>
                {users.assign}
              </Button>
            )}
            {!isRevoked && <ListMenu actions={actions} onChoose={(action) => onDialog(`${action}List`)} />}
            {mayGiveOthers && rows.length > 0 && (
              <GiveOthers
                subscription={subscription}
                chosen={rows}
                onDone={(what) => {
                  setChosen(new Set())
                  onDone(what)
                }}
              />
            )}
            {mayTake && rows.length > 0 && (
              <Unassign
                subscription={subscription}
                chosen={rows}
                onDone={(what) => {
                  setChosen(new Set())
                  onDone(what)
                }}
              />
            )}
          </>
        }
        empty={<p>{isRevoked ? users.emptyRevoked : users.empty}</p>}
      />
    </>
  )
}

/** More are named nowhere: a dialog is no list. */
const namedMax = peopleMax

/** A few at once; more of them as an operation, which tells what became of each. (R107, B12) */
function Unassign({
  subscription,
  chosen,
  onDone,
}: {
  readonly subscription: Subscription
  readonly chosen: readonly Assignment[]
  readonly onDone: (what: string) => void
}) {
  const words = useProductsWords()
  const format = useFormat()
  const { users } = words
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const [asks, setAsks] = useState(false)
  const params = { path: { t: tenantId, id: subscription.id } }
  const remove = useWrite<readonly string[], { removed: string[] }>({
    action: `unassign:${subscription.id}`,
    send: (userIds, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/assignments/remove', {
        params,
        body: { userIds: [...userIds], confirm: true },
        headers: { ...repeat },
      }),
    onDone: async ({ data }) => {
      setAsks(false)
      onDone(users.unassigned(data.removed.length))
      await client.invalidateQueries()
    },
  })
  const removeMany = useListWork(api, tenantId, subscription.id, 'unassign')
  const isMany = chosen.length > peopleMax
  const taking = isMany ? removeMany : remove
  const names = chosen.slice(0, namedMax).map(({ displayName }) => displayName)
  const others = chosen.length - names.length
  return (
    <>
      <Button icon={<PersonDeleteRegular />} onClick={() => setAsks(true)}>
        {users.unassign(chosen.length)}
      </Button>
      <Confirm
        open={asks}
        title={users.unassignTitle(subscription.product.displayName)}
        consequences={[
          users.unassignLose(
            format.list(others > 0 ? [...names, users.unassignOthers(format.number(others))] : names),
          ),
          users.unassignFree,
          ...(isMany ? [users.unassignMany] : []),
        ]}
        verb={users.unassign(chosen.length)}
        busy={taking.isPending}
        tries={taking.tries}
        problem={taking.problem}
        onConfirm={() => taking.run(chosen.map(({ userId }) => userId))}
        onClose={() => {
          setAsks(false)
          taking.reset()
        }}
      />
    </>
  )
}

function columnsOf(words: typeof en, format: Format): readonly Column<Assignment>[] {
  const { users } = words
  return [
    { id: 'user', header: users.user, text: ({ displayName }) => displayName, grow: 1.5 },
    {
      id: 'userName',
      header: users.userName,
      text: ({ userPrincipalName }) => userPrincipalName,
      grow: 2,
      onCard: true,
    },
    {
      id: 'since',
      header: users.since,
      text: ({ assignedDateTime }) => format.instant(assignedDateTime),
      cell: ({ assignedDateTime }) => <InstantText at={assignedDateTime} />,
      onCard: true,
      grow: 1.5,
    },
  ]
}
