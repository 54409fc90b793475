import { Button, Field, Input, MessageBar, MessageBarBody, Spinner, Text } from '@fluentui/react-components'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { answered } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { DataTable } from '../look/data-table/data-table.tsx'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useTenant } from './queries.ts'
import type { en } from './words.en.ts'
import { useOrganizationWords } from './words.ts'

type Blocker = Schemas['DeletionCheck']['blockers'][number]

const shownMax = 1_000

/** Whether the organisation can be deleted; while something of it is left, what that is. (R023 to R026) */
export function Deletion() {
  const words = useOrganizationWords().deletion
  const look = useLookWords()
  const format = useFormat()
  const query = useDeletionCheck()
  const tenant = useTenant()
  const [isOpen, setOpen] = useState(false)
  const { check, etag } = query.data ?? {}
  const count = check?.blockerCount ?? check?.blockers.length ?? 0
  return (
    <>
      <Text>
        {words.about}{' '}
        {check && /^https?:/.test(check.help) && (
          <a href={check.help} target="_blank" rel="noreferrer">
            {words.help}
          </a>
        )}
      </Text>
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {query.isPending && <Spinner label={look.loading} />}
      {check && (
        <MessageBar intent={check.allowed ? 'success' : 'warning'} layout="multiline" role="status">
          <MessageBarBody>
            {check.allowed ? words.allowed : words.blocked(count, format.number(count))}{' '}
            {count > check.blockers.length && words.first(format.number(check.blockers.length))}
          </MessageBarBody>
        </MessageBar>
      )}
      {check && check.blockers.length > 0 && <Blockers blockers={check.blockers} />}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        <Button disabledFocusable={query.isFetching} onClick={() => void query.refetch()}>
          {words.again}
        </Button>
        {check?.allowed && (
          <Button appearance="primary" onClick={() => setOpen(true)}>
            {words.delete}
          </Button>
        )}
      </div>
      {isOpen && etag !== undefined && tenant.data && (
        <DeleteOrganization
          name={tenant.data.tenant.displayName}
          etag={etag}
          onClose={() => {
            setOpen(false)
            void query.refetch()
          }}
        />
      )}
    </>
  )
}

function useDeletionCheck() {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: ['organization', tenantId, 'deletion'],
    queryFn: async () => {
      const params = { path: { t: tenantId }, query: { maxpagesize: shownMax, count: 'true' as const } }
      const { data, response } = await answered(api.GET('/tenants/{t}/deletionCheck', { params }))
      return { check: data, etag: response.headers.get('ETag') ?? '' }
    },
  })
}

function Blockers({ blockers }: { readonly blockers: readonly Blocker[] }) {
  const words = useOrganizationWords().deletion
  const rows = blockers.map((blocker, place) => ({ ...blocker, place: String(place) }))
  return (
    <DataTable
      caption={words.caption}
      rows={rows}
      rowId={({ place }) => place}
      rowName={({ reason }) => words.reasons[reason]}
      columns={[
        { id: 'reason', header: words.columns.reason, text: ({ reason }) => words.reasons[reason], grow: 3 },
        {
          id: 'product',
          header: words.columns.product,
          text: ({ product }) => product?.displayName ?? '',
          grow: 2,
          onCard: true,
        },
        {
          id: 'purchaser',
          header: words.columns.purchaser,
          text: ({ purchaser }) => purchaser?.displayName ?? '',
          grow: 2,
          onCard: true,
        },
        {
          id: 'next',
          header: words.columns.next,
          text: ({ reason }) => reason,
          cell: (blocker) => <Next blocker={blocker} words={words} />,
          grow: 2,
          onCard: true,
        },
      ]}
      empty={null}
    />
  )
}

function Next({ blocker, words }: { readonly blocker: Blocker; readonly words: (typeof en)['deletion'] }) {
  const { operationId, subscriptionId, workItemId, reason } = blocker
  if (operationId !== undefined)
    return (
      <Link to="/operations/$id" params={{ id: operationId }}>
        {words.toOperation}
      </Link>
    )
  if (workItemId !== undefined || reason === 'PaymentUnderWay' || reason === 'RefundUnderWay')
    return <>{words.wait}</>
  return subscriptionId === undefined ? null : (
    <Link to="/subscriptions/$id" params={{ id: subscriptionId }}>
      {words.toSubscription}
    </Link>
  )
}

/** Not by a click alone: whoever deletes it writes its name. */
function DeleteOrganization({
  name,
  etag,
  onClose,
}: {
  readonly name: string
  readonly etag: string
  readonly onClose: () => void
}) {
  const words = useOrganizationWords().deletion
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const write = useWrite({
    action: `delete-organization:${tenantId}`,
    send: (_nothing: undefined) =>
      api.DELETE('/tenants/{t}', { params: { path: { t: tenantId }, header: { 'If-Match': etag } } }),
    // Who one is, is asked anew: nobody of it gets in any more.
    onDone: () => client.invalidateQueries({ queryKey: ['me'] }),
  })
  return (
    <Confirm
      open
      title={words.title(name)}
      consequences={[words.nobody, words.data, words.forGood]}
      verb={words.verb(name)}
      keep={words.keep}
      disabled={typed.trim() !== name.trim()}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      onConfirm={() => write.run(undefined)}
      onClose={onClose}
    >
      <Field label={words.type(name)} required>
        <Input value={typed} autoComplete="off" onChange={(_event, data) => setTyped(data.value)} />
      </Field>
    </Confirm>
  )
}
