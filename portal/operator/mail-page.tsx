import { Tag, TagGroup } from '@fluentui/react-components'
import { useMemo } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { LiveSwitch, useLive } from './live.tsx'
import { MailPane } from './mail-pane.tsx'
import { type Mail, useMail, useTenantNames } from './queries.ts'
import { mailRoute, mailStatuses } from './routes.tsx'
import { TenantChoice } from './tenant-choice.tsx'
import { useOpenRow } from './use-open-row.ts'
import { wordOf } from './word-of.ts'
import type { en } from './words.en.ts'
import { useOperatorWords } from './words.ts'

const badges = { queued: 'neutral', sent: 'good', refused: 'bad', failed: 'bad' } as const

/** What was said to whom, and whether it went out. */
export function MailPage() {
  const all = useOperatorWords()
  const words = all.mail
  const search = mailRoute.useSearch()
  const navigate = mailRoute.useNavigate()
  const live = useLive()
  const { status, tenantId, operationId, subscriptionId } = search
  const list = useMail(
    {
      ...(status ? { status } : {}),
      ...(tenantId ? { tenantId } : {}),
      ...(operationId ? { operationId } : {}),
      ...(subscriptionId ? { subscriptionId } : {}),
    },
    live.everyMs,
  )
  const { nameOf } = useTenantNames()
  const columns = useMemo(() => columnsOf(all, nameOf), [all, nameOf])
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const open = useOpenRow(list.rows, search.open, mailId)
  return (
    <Page title={words.title} commands={<LiveSwitch live={live} updatedAt={list.updatedAt} />}>
      <ListView
        id="operator-mail"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={mailId}
        rowName={({ subject, to }) => `${subject}, ${to}`}
        search={search}
        onSearch={onSearch}
        openId={search.open}
        onOpen={(mail) => onSearch({ open: mailId(mail) })}
        isFiltered={Boolean(status || tenantId || operationId || subscriptionId)}
        onClearFilters={() =>
          onSearch({
            status: undefined,
            tenantId: undefined,
            operationId: undefined,
            subscriptionId: undefined,
          })
        }
        filters={
          <>
            <Choice
              label={all.status}
              value={status}
              all={words.anyStatus}
              options={mailStatuses.map((known) => [known, words.statuses[known]])}
              onChange={(chosen) => onSearch({ status: chosen })}
            />
            <TenantChoice tenantId={tenantId} onChange={(chosen) => onSearch({ tenantId: chosen })} />
            <Only
              {...(operationId === undefined ? {} : { operationId: all.ofOperation(operationId) })}
              {...(subscriptionId === undefined
                ? {}
                : { subscriptionId: all.ofSubscription(subscriptionId) })}
              onAll={(name) => onSearch({ [name]: undefined })}
            />
          </>
        }
        empty={<p>{words.empty}</p>}
      />
      {open && (
        <MailPane
          mail={open}
          organization={nameOf(open.tenantId)}
          onClose={() => onSearch({ open: undefined })}
        />
      )}
    </Page>
  )
}

/** Ids of mails are those of what they tell of: two organisations may have the same. */
export function mailId({ tenantId, id }: Mail): string {
  return `${tenantId} ${id}`
}

/** What a link from elsewhere has narrowed the list to. */
function Only({
  onAll,
  ...only
}: {
  readonly operationId?: string
  readonly subscriptionId?: string
  readonly onAll: (name: string) => void
}) {
  const words = useLookWords()
  const given = Object.entries(only)
  if (given.length === 0) return null
  return (
    <TagGroup aria-label={words.clearFilters} onDismiss={(_event, { value }) => onAll(value)}>
      {given.map(([name, text]) => (
        <Tag
          key={name}
          value={name}
          size="small"
          dismissible
          dismissIcon={{ 'aria-label': words.remove(text) }}
        >
          {text}
        </Tag>
      ))}
    </TagGroup>
  )
}

function columnsOf(
  { mail: words, kind, status, organization, created }: typeof en,
  nameOf: (tenantId: string) => string,
): readonly Column<Mail>[] {
  const { columns } = words
  return [
    { id: 'subject', header: columns.subject, text: ({ subject }) => subject, grow: 3 },
    { id: 'to', header: columns.to, text: ({ to }) => to, grow: 2, onCard: true },
    { id: 'organization', header: organization, text: ({ tenantId }) => nameOf(tenantId), grow: 1.5 },
    { id: 'kind', header: kind, text: (mail) => wordOf(words.kinds, mail.kind), grow: 1.5 },
    {
      id: 'status',
      header: status,
      text: (mail) => words.statuses[mail.status],
      cell: (mail) => <StatusBadge kind={badges[mail.status]}>{words.statuses[mail.status]}</StatusBadge>,
      grow: 1.2,
      onCard: true,
    },
    {
      id: 'created',
      header: created,
      text: ({ createdDateTime }) => createdDateTime,
      cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
      grow: 1.3,
      onCard: true,
    },
    {
      id: 'messageId',
      header: columns.messageId,
      text: ({ messageId }) => messageId,
      grow: 2,
      hidden: true,
    },
  ]
}
