import { Button, Field, MessageBar, MessageBarBody, Text, Textarea } from '@fluentui/react-components'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { isUnfinished } from '../api/operations.ts'
import { ok } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { Confirm } from '../look/confirm.tsx'
import { Fields } from '../look/fields.tsx'
import { InstantText } from '../look/instant.tsx'
import { useOperationWords } from '../look/operation-words.ts'
import { Page } from '../look/page.tsx'
import { PlainText } from '../look/plain-text.tsx'
import { CopyButton, ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { useSession } from '../sign-in/session.tsx'
import { caseRoute } from './routes.tsx'
import { useDeskWords } from './words.ts'

type Case = Schemas['DeskCaseInFull']

const askAgainMs = 2_000
const noteMax = 4_000

/** One case in full; a cancel that an administrator asked for is carried out here. (R162, R163, R167) */
export function CasePage() {
  const words = useDeskWords()
  const { id } = caseRoute.useParams()
  const query = useCase(id)
  const [open, setOpen] = useState<'cancel' | 'resolve'>()
  const [told, setTold] = useState<string>()
  const { data } = query
  const done = (text: string) => {
    setOpen(undefined)
    setTold(text)
  }
  return (
    <Page
      title={data?.subject ?? words.case}
      about={data?.organisation}
      commands={
        data && (
          <>
            {canCancel(data) && (
              <Button appearance="primary" onClick={() => setOpen('cancel')}>
                {words.cancel}
              </Button>
            )}
            {data.actions.includes('resolve') && (
              <Button onClick={() => setOpen('resolve')}>{words.resolve}</Button>
            )}
          </>
        )
      }
    >
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {told !== undefined && (
        <MessageBar intent="success" role="status">
          <MessageBarBody>{told}</MessageBarBody>
        </MessageBar>
      )}
      {data && <InFull supportCase={data} />}
      {data && open === 'cancel' && (
        <CarryOut supportCase={data} onDone={() => done(words.started)} onClose={() => setOpen(undefined)} />
      )}
      {data && open === 'resolve' && (
        <Resolve id={id} onDone={() => done(words.resolved)} onClose={() => setOpen(undefined)} />
      )}
    </Page>
  )
}

function useCase(id: string) {
  const { api } = useSession()
  return useQuery({
    queryKey: ['desk', 'case', id],
    queryFn: () => ok(api.GET('/support/cases/{id}', { params: { path: { id } } })),
    // The cancel is followed until it ends.
    refetchInterval: ({ state: { data } }) =>
      data?.operationStatus && isUnfinished({ status: data.operationStatus }) ? askAgainMs : false,
  })
}

/** What the case allows, as the API says; and of what is gone, or on its way, nobody asks again. */
function canCancel({ actions, operationId, subscriptionStatus }: Case): boolean {
  return (
    actions.includes('cancelSubscription') && operationId === undefined && subscriptionStatus !== 'Deleted'
  )
}

function InFull({ supportCase }: { readonly supportCase: Case }) {
  const words = useDeskWords()
  const { columns } = words
  const { status: operationStatuses } = useOperationWords()
  const { openedBy, openedByAdministrator, operationStatus, subscriptionStatus, resolution } = supportCase
  const isNotAsked = supportCase.kind === 'cancelSubscription' && !openedByAdministrator
  return (
    <>
      {isNotAsked && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>{words.cancelNotAsked}</MessageBarBody>
        </MessageBar>
      )}
      <Fields
        fields={[
          [columns.organization, supportCase.organisation],
          [columns.kind, words.kinds[supportCase.kind]],
          [columns.status, words.statuses[supportCase.status]],
          [columns.requester, supportCase.requester.displayName],
          [
            columns.openedBy,
            openedByAdministrator ? words.byAdministrator(openedBy.displayName) : openedBy.displayName,
          ],
          [words.product, supportCase.product.displayName],
          [words.subscriptionStatus, subscriptionStatus && words.subscriptionStatuses[subscriptionStatus]],
          [words.cancelStatus, operationStatus && operationStatuses[operationStatus]],
          [words.entitlement, words.standard],
          [columns.created, <InstantText key="created" at={supportCase.createdDateTime} />],
          [
            words.subscription,
            <span key="id">
              <code>{supportCase.subscriptionId}</code> <CopyButton text={supportCase.subscriptionId} />
            </span>,
          ],
        ]}
      />
      <Section title={words.description}>
        <PlainText text={supportCase.description} />
      </Section>
      {resolution && (
        <Section title={words.resolution}>
          <PlainText text={resolution.note} />
          <Text>
            {words.resolvedBy(resolution.by.displayName)}, <InstantText at={resolution.at} />
          </Text>
        </Section>
      )}
    </>
  )
}

function CarryOut({
  supportCase: { id, product, requester, openedBy, organisation },
  onDone,
  onClose,
}: {
  readonly supportCase: Case
  readonly onDone: () => void
  readonly onClose: () => void
}) {
  const words = useDeskWords()
  const { api } = useSession()
  const client = useQueryClient()
  const write = useWrite({
    action: `desk-cancel:${id}`,
    send: (_nothing: undefined, repeat) =>
      api.POST('/support/cases/{id}/cancelSubscription', {
        params: { path: { id } },
        headers: { ...repeat },
      }),
    onDone: () => {
      onDone()
      return client.invalidateQueries({ queryKey: ['desk'] })
    },
  })
  return (
    <Confirm
      open
      title={words.cancelTitle(product.displayName, requester.displayName)}
      consequences={[
        words.cancelAsked(openedBy.displayName, organisation),
        words.cancelLicenses,
        words.cancelMail(requester.displayName),
        words.cancelAudit,
      ]}
      verb={words.cancel}
      keep={words.keep}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      onConfirm={() => write.run(undefined)}
      onClose={onClose}
    />
  )
}

function Resolve({
  id,
  onDone,
  onClose,
}: {
  readonly id: string
  readonly onDone: () => void
  readonly onClose: () => void
}) {
  const words = useDeskWords()
  const { api } = useSession()
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const write = useWrite({
    action: `desk-resolve:${id}`,
    send: (text: string, repeat) =>
      api.POST('/support/cases/{id}/resolve', {
        params: { path: { id } },
        body: { note: text },
        headers: { ...repeat },
      }),
    onDone: () => {
      onDone()
      return client.invalidateQueries({ queryKey: ['desk'] })
    },
  })
  return (
    <Confirm
      open
      title={words.resolveTitle}
      consequences={[words.resolveReads, words.resolveForGood]}
      verb={words.resolveVerb}
      disabled={note.trim() === ''}
      busy={write.isPending}
      tries={write.tries}
      problem={write.problem}
      onConfirm={() => write.run(note.trim())}
      onClose={onClose}
    >
      <Field label={words.note} required>
        <Textarea
          value={note}
          maxLength={noteMax}
          resize="vertical"
          onChange={(_event, data) => setNote(data.value)}
        />
      </Field>
    </Confirm>
  )
}
