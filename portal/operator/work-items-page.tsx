import { useMemo, useState } from 'react'
import { useWrite } from '../api/write.ts'
import { Choice } from '../look/choice.tsx'
import { Confirm } from '../look/confirm.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { forgetLease, keepLease, leaseOf } from './leases.ts'
import { LiveSwitch, useLive } from './live.tsx'
import { useRefresh, useTenantNames, useWorkItems, type WorkItem } from './queries.ts'
import { workItemKinds, workItemStatuses, workItemsRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useOperatorWords } from './words.ts'

const badges = { queued: 'warning', taken: 'neutral', done: 'good', withdrawn: 'neutral' } as const

/** Data that has to be removed, wherever it is: taken by somebody, who says when it is done. (R021, R024) */
export function WorkItemsPage() {
  const all = useOperatorWords()
  const words = all.workItems
  const look = useLookWords()
  const format = useFormat()
  const { may } = useSession()
  const search = workItemsRoute.useSearch()
  const navigate = workItemsRoute.useNavigate()
  const live = useLive()
  const { status, kind } = search
  const list = useWorkItems(
    { ...(status === 'all' ? {} : { status: status ?? 'queued,taken' }), ...(kind ? { kind } : {}) },
    live.everyMs,
  )
  const { nameOf } = useTenantNames()
  const { take, complete } = useWork()
  const [completing, setCompleting] = useState<WorkItem>()
  const columns = useMemo(() => columnsOf(all, format, nameOf), [all, format, nameOf])
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <Page title={words.title} commands={<LiveSwitch live={live} updatedAt={list.updatedAt} />}>
      {take.problem && <ProblemPanel problem={take.problem} />}
      <ListView
        id="operator-work-items"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={(item) => `${words.kinds[item.kind]}, ${nameOf(item.tenantId)}`}
        search={search}
        onSearch={onSearch}
        {...(may.manageOperations
          ? {
              actions: (item: WorkItem) => [
                ...(isFree(item)
                  ? [{ id: 'take', label: words.take, onClick: () => take.run(item.id) }]
                  : []),
                ...(item.status === 'taken' && leaseOf(item.id)
                  ? [{ id: 'complete', label: words.complete, onClick: () => setCompleting(item) }]
                  : []),
              ],
            }
          : {})}
        isFiltered={Boolean(status || kind)}
        onClearFilters={() => onSearch({ status: undefined, kind: undefined })}
        filters={
          <>
            <Choice
              label={all.status}
              value={status}
              all={words.open}
              options={workItemStatuses.map((known) => [
                known,
                known === 'all' ? look.all : words.statuses[known],
              ])}
              onChange={(chosen) => onSearch({ status: chosen })}
            />
            <Choice
              label={all.kind}
              value={kind}
              all={look.all}
              options={workItemKinds.map((known) => [known, words.kinds[known]])}
              onChange={(chosen) => onSearch({ kind: chosen })}
            />
          </>
        }
        empty={<p>{words.empty}</p>}
      />
      {completing && (
        <Confirm
          open
          title={words.completeTitle}
          consequences={[words.completeWhy, words.completeForGood]}
          verb={words.completeVerb}
          keep={words.notYet}
          busy={complete.isPending}
          tries={complete.tries}
          problem={complete.problem}
          onConfirm={() =>
            void complete.runAndWait(completing.id).then(
              () => setCompleting(undefined),
              // The dialog says what went wrong.
              () => {},
            )
          }
          onClose={() => {
            complete.reset()
            setCompleting(undefined)
          }}
        />
      )}
    </Page>
  )
}

function useWork() {
  const { api } = useSession()
  const refresh = useRefresh()
  const take = useWrite({
    action: 'take-work-item',
    send: (id: string, repeat) => {
      const leaseId = leaseOf(id) ?? crypto.randomUUID()
      keepLease(id, leaseId)
      return api.POST('/ops/workItems/{id}/take', {
        params: { path: { id } },
        body: { leaseId },
        headers: { ...repeat },
      })
    },
    onDone: refresh,
  })
  const complete = useWrite({
    action: 'complete-work-item',
    send: (id: string, repeat) =>
      api.POST('/ops/workItems/{id}/complete', {
        params: { path: { id } },
        body: { leaseId: leaseOf(id) ?? crypto.randomUUID() },
        headers: { ...repeat },
      }),
    onDone: (_done, id) => {
      forgetLease(id)
      return refresh()
    },
  })
  return { take, complete }
}

function isFree({ status, takenUntilDateTime }: WorkItem): boolean {
  return status === 'queued' || (status === 'taken' && Date.parse(takenUntilDateTime ?? '') < Date.now())
}

function columnsOf(
  { workItems: words, kind, status, organization, about, created, tenants }: typeof en,
  format: Format,
  nameOf: (tenantId: string) => string,
): readonly Column<WorkItem>[] {
  const { columns } = words
  const takenBy = ({ takenBy: name, takenUntilDateTime: until }: WorkItem) =>
    name && until ? words.until(name, format.instant(until)) : ''
  return [
    { id: 'kind', header: kind, text: (item) => words.kinds[item.kind], grow: 1.5 },
    {
      id: 'organization',
      header: organization,
      text: ({ tenantId }) => nameOf(tenantId),
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'status',
      header: status,
      text: (item) => words.statuses[item.status],
      cell: (item) => <StatusBadge kind={badges[item.status]}>{words.statuses[item.status]}</StatusBadge>,
      onCard: true,
    },
    {
      id: 'people',
      header: columns.people,
      text: ({ userIds }) => (userIds.length === 0 ? words.everybody : format.number(userIds.length)),
      numeric: true,
    },
    { id: 'taken', header: columns.taken, text: takenBy, grow: 1.5, onCard: true },
    {
      id: 'created',
      header: created,
      text: ({ createdDateTime }) => createdDateTime,
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      grow: 1.3,
    },
    {
      id: 'from',
      header: columns.from,
      text: ({ notBeforeDateTime }) => notBeforeDateTime,
      cell: ({ notBeforeDateTime }) => <InstantText at={notBeforeDateTime} />,
      grow: 1.3,
      hidden: true,
    },
    { id: 'tenantId', header: tenants.id, text: ({ tenantId }) => tenantId, hidden: true },
    {
      id: 'subscription',
      header: about,
      text: ({ subscriptionId }) => subscriptionId ?? '',
      hidden: true,
    },
  ]
}
