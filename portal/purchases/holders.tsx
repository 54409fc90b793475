import { Button, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components'
import { PersonDeleteRegular } from '@fluentui/react-icons'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { LinkButton } from '../look/link-button.tsx'
import { ListMenu } from '../look/user-list/list-menu.tsx'
import { useListWork } from '../look/user-list/use-list-work.ts'
import { useSession } from '../sign-in/session.tsx'
import { type Assignment, type Subscription, useHolders, useRefresh } from './queries.ts'
import { usePurchasesWords } from './words.ts'

/** As many as the API takes in one call; more of them are an operation. */
const atATimeMax = 20
const namedMax = 5

const useStyles = makeStyles({ section: { display: 'grid', gap: tokens.spacingVerticalS, minWidth: 0 } })

/** Who has a licence of it, and taking it back. (R103, R107) */
export function Holders({ subscription }: { readonly subscription: Subscription }) {
  const styles = useStyles()
  const words = usePurchasesWords()
  const format = useFormat()
  const { id, actions, assignedLicenses } = subscription
  const navigate = useNavigate()
  const list = useHolders(id)
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [asks, setAsks] = useState(false)
  const [said, setSaid] = useState<string>()
  const columns = useMemo<readonly Column<Assignment>[]>(
    () => [
      { id: 'name', header: words.peopleColumns.name, text: ({ displayName }) => displayName, grow: 2 },
      {
        id: 'userName',
        header: words.peopleColumns.userName,
        text: ({ userPrincipalName }) => userPrincipalName,
        grow: 2,
        onCard: true,
      },
      {
        id: 'since',
        header: words.peopleColumns.since,
        text: ({ assignedDateTime }) => format.instant(assignedDateTime),
        cell: ({ assignedDateTime }) => <InstantText at={assignedDateTime} />,
        onCard: true,
      },
    ],
    [words, format],
  )
  const chosen = list.rows.filter(({ userId }) => ids.has(userId))
  const mayTake = actions.includes('unassign')
  const canTake = chosen.length > 0
  return (
    <div className={styles.section}>
      <Subtitle2 as="h2">{words.people}</Subtitle2>
      <ListView
        id="holders"
        caption={words.people}
        list={list}
        total={assignedLicenses}
        columns={columns}
        rowId={({ userId }) => userId}
        rowName={({ displayName }) => displayName}
        search={{}}
        onSearch={() => {}}
        {...(mayTake && list.rows.length > 0 ? { selection: { ids, onChange: setIds } } : {})}
        commands={
          <>
            {mayTake && list.rows.length > 0 && (
              <>
                <Button
                  icon={<PersonDeleteRegular />}
                  disabledFocusable={!canTake}
                  onClick={() => canTake && setAsks(true)}
                >
                  {words.unassign}
                </Button>
                {said !== undefined && chosen.length === 0 && <Text role="status">{said}</Text>}
              </>
            )}
            <ListMenu
              actions={actions}
              onChoose={(action) =>
                void navigate({ to: '/mine/$id/$action', params: { id, action: `${action}List` } })
              }
            />
          </>
        }
        empty={
          <>
            <p>{words.noPeople}</p>
            {actions.includes('assign') && (
              <LinkButton to="/mine/$id/$action" params={{ id, action: 'assign' }}>
                {words.actions.assign}
              </LinkButton>
            )}
          </>
        }
      />
      {asks && (
        <Unassign
          subscription={subscription}
          people={chosen}
          onClose={() => setAsks(false)}
          onDone={(count) => {
            setAsks(false)
            setIds(new Set())
            setSaid(words.unassigned(count))
          }}
        />
      )}
    </div>
  )
}

function Unassign({
  subscription: { id, product },
  people,
  onClose,
  onDone,
}: {
  readonly subscription: Subscription
  readonly people: readonly Assignment[]
  readonly onClose: () => void
  readonly onDone: (count: number) => void
}) {
  const words = usePurchasesWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const refresh = useRefresh()
  const takeMany = useListWork(api, tenantId, id, 'unassign')
  const take = useWrite({
    action: `unassign:${id}`,
    send: (userIds: readonly string[], repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/assignments/remove', {
        params: { path: { t: tenantId, id } },
        headers: { ...repeat },
        body: { userIds: [...userIds], confirm: true },
      }),
    onDone: async ({ data }) => {
      await refresh()
      onDone(data.removed.length)
    },
  })
  const isMany = people.length > atATimeMax
  const taking = isMany ? takeMany : take
  const names = people.slice(0, namedMax).map(({ displayName }) => displayName)
  const others = people.length - names.length
  return (
    <Confirm
      open
      title={words.unassignTitle(people.length)}
      consequences={[
        words.unassignLose(format.list(others > 0 ? [...names, `+ ${others}`] : names), product.displayName),
        words.unassignFree(people.length),
        ...(isMany ? [words.unassignMany] : []),
      ]}
      verb={words.unassignVerb}
      busy={taking.isPending}
      tries={taking.tries}
      problem={taking.problem}
      onConfirm={() => taking.run(people.map(({ userId }) => userId))}
      onClose={onClose}
    />
  )
}
