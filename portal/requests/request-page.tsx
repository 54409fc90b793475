import { Button, Text } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Problem } from '../api/problem.ts'
import type { Column } from '../look/data-table/column.ts'
import { DataTable } from '../look/data-table/data-table.tsx'
import { Fields } from '../look/fields.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { NotFound } from '../shell/edges.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import { type LicenseRequest, useRequest } from './queries.ts'
import { RequestStatus } from './request-status.tsx'
import { requestRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useRequestsWords } from './words.ts'

/** One request: who it is for, and what is decided of each. (B10) */
export function RequestPage() {
  const words = useRequestsWords()
  const look = useLookWords()
  const { id } = requestRoute.useParams()
  const query = useRequest(id)
  const request = query.data
  if (query.error instanceof Problem && query.error.code === 'NotFound') return <NotFound />
  if (request) return <Opened request={request} key={`${request.id} ${request.lastUpdatedDateTime}`} />
  return (
    <Page title={words.request}>
      {query.error ? (
        <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />
      ) : (
        <Text role="status">{look.loading}</Text>
      )}
    </Page>
  )
}

function Opened({ request }: { readonly request: LicenseRequest }) {
  const words = useRequestsWords()
  const format = useFormat()
  const waiting = request.users.filter(({ status }) => status === 'Pending')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(waiting.map(({ userId }) => userId)),
  )
  const [deciding, setDeciding] = useState<'approve' | 'reject'>()
  const people = useMemo(() => peopleColumns(words), [words])
  const decisions = useMemo(() => decisionColumns(words, format, request), [words, format, request])
  const mayDecide = request.actions.includes('approve')
  const decided = waiting.filter(({ userId }) => chosen.has(userId))
  const isOff = decided.length === 0
  return (
    <Page
      title={request.product.displayName}
      about={request.requestedBy.displayName}
      commands={
        mayDecide && (
          <>
            <Button disabledFocusable={isOff} onClick={() => !isOff && setDeciding('reject')}>
              {words.reject(decided.length)}
            </Button>
            <Button
              appearance="primary"
              disabledFocusable={isOff}
              onClick={() => !isOff && setDeciding('approve')}
            >
              {words.approve(decided.length)}
            </Button>
          </>
        )
      }
    >
      <Link to="/requests">{words.toRequests}</Link>
      <Fields
        fields={[
          [words.columns.by, request.requestedBy.displayName],
          [words.columns.asked, <InstantText key="asked" at={request.createdDateTime} />],
          [words.columns.status, <RequestStatus key="status" status={request.status} />],
          [words.columns.message, request.message],
        ]}
      />
      <Section title={words.whom} about={mayDecide && request.users.length > 1 && words.selectSome}>
        <DataTable
          caption={words.whom}
          rows={request.users}
          columns={people}
          rowId={({ userId }) => userId}
          rowName={({ displayName }) => displayName}
          {...(mayDecide && waiting.length > 1 ? { selection: { ids: chosen, onChange: setChosen } } : {})}
          empty={null}
        />
      </Section>
      <Section title={words.decisions}>
        <DataTable
          caption={words.decisions}
          rows={request.decisions}
          columns={decisions}
          rowId={({ at, outcome }) => `${at} ${outcome}`}
          rowName={({ outcome }) => words.statuses[outcome]}
          empty={<p>{words.decisionsEmpty}</p>}
        />
      </Section>
      {deciding && (
        <DecideDialog
          verb={deciding}
          request={request}
          people={decided}
          stillWaiting={waiting.length - decided.length}
          onClose={() => setDeciding(undefined)}
        />
      )}
    </Page>
  )
}

function peopleColumns(words: typeof en): readonly Column<LicenseRequest['users'][number]>[] {
  return [
    { id: 'name', header: words.name, text: ({ displayName }) => displayName },
    {
      id: 'userName',
      header: words.userName,
      text: ({ userPrincipalName }) => userPrincipalName,
      grow: 1.5,
      onCard: true,
    },
    {
      id: 'status',
      header: words.status,
      text: ({ status }) => words.statuses[status],
      cell: ({ status }) => <RequestStatus status={status} />,
      onCard: true,
    },
  ]
}

function decisionColumns(
  words: typeof en,
  format: Format,
  { users }: LicenseRequest,
): readonly Column<LicenseRequest['decisions'][number]>[] {
  const names = new Map(users.map(({ userId, displayName }) => [userId, displayName]))
  return [
    {
      id: 'decided',
      header: words.decided,
      text: ({ outcome }) => words.statuses[outcome],
      cell: ({ outcome }) => <RequestStatus status={outcome} />,
    },
    {
      id: 'whom',
      header: words.columns.people,
      text: ({ userIds }) => format.list(userIds.map((id) => names.get(id) ?? id)),
      grow: 2,
      onCard: true,
    },
    { id: 'by', header: words.decidedBy, text: ({ by }) => by.displayName, onCard: true },
    {
      id: 'on',
      header: words.decidedOn,
      text: ({ at }) => format.instant(at),
      cell: ({ at }) => <InstantText at={at} />,
    },
    { id: 'said', header: words.said, text: ({ message }) => message ?? '', grow: 2, onCard: true },
  ]
}
