import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { ArrowReplyRegular } from '@fluentui/react-icons'
import { useMemo, useState } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useOperationWords } from '../look/operation-words.ts'
import { Page } from '../look/page.tsx'
import { useSession } from '../sign-in/session.tsx'
import { DeadLetterPane } from './dead-letter-pane.tsx'
import { DropLetter } from './drop-letter.tsx'
import { LiveSwitch, useLive } from './live.tsx'
import { type DeadLetter, letterId, useDeadLetters, useTenantNames } from './queries.ts'
import { ResubmitLetters } from './resubmit-letters.tsx'
import { deadLettersRoute, queueNames } from './routes.tsx'
import type { en } from './words.en.ts'
import { useOperatorWords } from './words.ts'

const nobody: ReadonlySet<string> = new Set()

/** Messages that no worker could finish: why, what they belong to, and what becomes of them. (B16) */
export function DeadLettersPage() {
  const all = useOperatorWords()
  const words = all.letters
  const names = useOperationWords()
  const format = useFormat()
  const { may } = useSession()
  const search = deadLettersRoute.useSearch()
  const navigate = deadLettersRoute.useNavigate()
  const live = useLive()
  const list = useDeadLetters(search.queue, live.everyMs)
  const { nameOf } = useTenantNames()
  const [chosenIds, setChosenIds] = useState(nobody)
  const [resubmitting, setResubmitting] = useState<readonly DeadLetter[]>()
  const [dropping, setDropping] = useState<DeadLetter>()
  const [told, setTold] = useState<string>()
  const columns = useMemo(
    () => columnsOf(all, names.status, format, nameOf),
    [all, names.status, format, nameOf],
  )
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const chosen = list.rows.filter((letter) => chosenIds.has(letterId(letter)))
  const open = list.rows.find((letter) => letterId(letter) === search.open)
  const done = (text: string) => {
    setTold(text)
    setResubmitting(undefined)
    setDropping(undefined)
    setChosenIds(nobody)
    onSearch({ open: undefined })
  }
  return (
    <Page title={words.title} commands={<LiveSwitch live={live} updatedAt={list.updatedAt} />}>
      {told !== undefined && (
        <MessageBar intent="success" role="status">
          <MessageBarBody>{told}</MessageBarBody>
        </MessageBar>
      )}
      <ListView
        id="operator-dead-letters"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={letterId}
        rowName={({ queue, sequenceNumber }) => `${queue} ${sequenceNumber}`}
        search={search}
        onSearch={onSearch}
        openId={search.open}
        onOpen={(letter) => onSearch({ open: letterId(letter) })}
        {...(may.manageOperations
          ? {
              selection: { ids: chosenIds, onChange: setChosenIds },
              actions: (letter: DeadLetter) => [
                { id: 'resubmit', label: words.resubmit, onClick: () => setResubmitting([letter]) },
                { id: 'drop', label: words.drop, onClick: () => setDropping(letter) },
              ],
            }
          : {})}
        isFiltered={search.queue !== undefined}
        onClearFilters={() => onSearch({ queue: undefined })}
        filters={
          <Choice
            label={words.columns.queue}
            value={search.queue}
            all={words.allQueues}
            options={queueNames.map((queue) => [queue, queue])}
            onChange={(queue) => onSearch({ queue })}
          />
        }
        commands={
          chosen.length > 0 && (
            <Button icon={<ArrowReplyRegular />} onClick={() => setResubmitting(chosen)}>
              {words.resubmitSeveral(format.number(chosen.length))}
            </Button>
          )
        }
        empty={<p>{words.empty}</p>}
      />
      {open && !resubmitting && !dropping && (
        <DeadLetterPane
          letter={open}
          organization={open.tenantId && nameOf(open.tenantId)}
          onClose={() => onSearch({ open: undefined })}
          {...(may.manageOperations
            ? { onResubmit: () => setResubmitting([open]), onDrop: () => setDropping(open) }
            : {})}
        />
      )}
      {resubmitting && (
        <ResubmitLetters letters={resubmitting} onDone={done} onClose={() => setResubmitting(undefined)} />
      )}
      {dropping && <DropLetter letter={dropping} onDone={done} onClose={() => setDropping(undefined)} />}
    </Page>
  )
}

function columnsOf(
  { letters: words, operations, organization, tenants }: typeof en,
  statuses: Readonly<Record<string, string>>,
  format: Format,
  nameOf: (tenantId: string) => string,
): readonly Column<DeadLetter>[] {
  const { columns } = words
  return [
    { id: 'queue', header: columns.queue, text: ({ queue }) => queue, grow: 1.2 },
    { id: 'reason', header: columns.reason, text: ({ reason }) => reason, grow: 1.5, onCard: true },
    { id: 'poison', header: columns.poison, text: ({ poison }) => poison ?? '', grow: 2 },
    {
      id: 'organization',
      header: organization,
      text: ({ tenantId }) => (tenantId === undefined ? '' : nameOf(tenantId)),
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'operation',
      header: columns.operation,
      text: ({ operationStatus }) =>
        operationStatus === undefined ? words.noOperation : (statuses[operationStatus] ?? operationStatus),
    },
    {
      id: 'tries',
      header: columns.tries,
      text: ({ deliveryCount }) => format.number(deliveryCount),
      sortBy: ({ deliveryCount }) => deliveryCount,
      numeric: true,
    },
    {
      id: 'sent',
      header: columns.sent,
      text: ({ enqueuedDateTime }) => enqueuedDateTime,
      cell: ({ enqueuedDateTime }) => <InstantText at={enqueuedDateTime} />,
      grow: 1.3,
      onCard: true,
    },
    { id: 'id', header: words.messageId, text: ({ messageId }) => messageId, hidden: true },
    // So that the search finds what belongs to an operation or an organisation.
    { id: 'tenantId', header: tenants.id, text: ({ tenantId }) => tenantId ?? '', hidden: true },
    {
      id: 'operationId',
      header: operations.fields.id,
      text: ({ operationId }) => operationId ?? '',
      hidden: true,
    },
  ]
}
