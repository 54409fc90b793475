import { makeStyles, tokens } from '@fluentui/react-components'
import { Link, useParams } from '@tanstack/react-router'
import { type Operation, useOperation } from '../api/operations.ts'
import { Fields } from '../look/fields.tsx'
import { InstantText } from '../look/instant.tsx'
import { OperationStatus } from '../look/operation-status.tsx'
import { useOperationWords } from '../look/operation-words.ts'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { useSession } from '../sign-in/session.tsx'
import { Announcer } from './announcer.tsx'
import { Children } from './children.tsx'
import { Commands } from './commands.tsx'
import { Progress } from './progress.tsx'
import { Results } from './results.tsx'
import { StateMessage } from './state-message.tsx'
import { subjectName, targetName } from './subject.ts'
import { useOperationsWords } from './words.ts'

const useStyles = makeStyles({
  card: {
    display: 'grid',
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
  },
})

/** One operation, from its plan until its end, and what became of each user. (R080 to R082, B02, B03, B05, B11) */
export function OperationPage() {
  const { id } = useParams({ from: '/operations/$id' })
  // Another one is another page, whose heading is to be heard.
  return <OneOperation key={id} id={id} />
}

function OneOperation({ id }: { readonly id: string }) {
  const words = useOperationsWords()
  const { api, tenantId } = useSession()
  const named = useOperationWords()
  const query = useOperation(api, tenantId, id)
  const operation = query.data?.operation
  return (
    <Page
      title={operation ? titleOf(operation, named.kinds, words) : words.columns.kind}
      about={operation && subjectName(words, operation)}
      commands={operation && query.data && <Commands operation={operation} etag={query.data.etag} />}
    >
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {operation && <OperationView operation={operation} />}
      <div>
        <Link to="/operations">{words.back}</Link>
      </div>
    </Page>
  )
}

/** What it is called, once that is known. */
function OtherOperation({ id }: { readonly id: string }) {
  const words = useOperationsWords()
  const { kinds } = useOperationWords()
  const { api, tenantId } = useSession()
  const { data } = useOperation(api, tenantId, id)
  return (
    <Link to="/operations/$id" params={{ id }}>
      {data ? `${kinds[data.operation.kind]}, ${subjectName(words, data.operation)}` : words.undo.lookAtIt}
    </Link>
  )
}

function titleOf(
  { kind, status }: Operation,
  kinds: ReturnType<typeof useOperationWords>['kinds'],
  words: ReturnType<typeof useOperationsWords>,
): string {
  return status === 'Succeeded' ? words.ended[kind] : kinds[kind]
}

function OperationView({ operation }: { readonly operation: Operation }) {
  const styles = useStyles()
  const words = useOperationsWords()
  const { subscription, target, startedBy, createdDateTime, startAt, completedDateTime, kind } = operation
  const { isWaiting, parentId, children } = operation
  const { columns } = words
  return (
    <>
      <Announcer operation={operation} />
      <StateMessage operation={operation} />
      <div className={styles.card}>
        {!isWaiting && <Progress operation={operation} />}
        <Fields
          fields={[
            [
              columns.status,
              <OperationStatus key="status" status={operation.status} isWaiting={isWaiting} />,
            ],
            [
              columns.subject,
              operation.subscriptionCount > 1 ? (
                subjectName(words, operation)
              ) : (
                <Link key="subject" to="/subscriptions/$id" params={{ id: subscription.id }}>
                  {subjectName(words, operation)}
                </Link>
              ),
            ],
            [
              columns.purchaser,
              operation.subscriptionCount > 1 || operation.from ? '' : subscription.purchaser?.displayName,
            ],
            [
              columns.target,
              target && (
                <Link key="target" to="/subscriptions/$id" params={{ id: target.id }}>
                  {targetName(operation)}
                </Link>
              ),
            ],
            [words.transfer.from, operation.from?.displayName],
            [words.transfer.to, operation.to?.displayName],
            [words.undo.undoes, operation.undoes && <OtherOperation key="undoes" id={operation.undoes} />],
            [
              words.undo.undoneBy,
              operation.undoneBy && <OtherOperation key="undoneBy" id={operation.undoneBy} />,
            ],
            [columns.by, startedBy.displayName],
            [
              words.partOf,
              parentId && (
                <Link key="parent" to="/operations/$id" params={{ id: parentId }}>
                  {words.parent}
                </Link>
              ),
            ],
            [columns.started, <InstantText key="started" at={createdDateTime} />],
            [words.begins, startAt && <InstantText key="begins" at={startAt} />],
            [columns.ended, completedDateTime && <InstantText key="ended" at={completedDateTime} />],
          ]}
        />
      </div>
      {children && (
        <Section title={words.children.title} about={words.children.about}>
          <Children of={children} />
        </Section>
      )}
      {kind !== 'exportUsers' && kind !== 'consolidate' && !isWaiting && (
        <Section title={kind === 'transferOwnership' ? words.transfer.results : words.results}>
          <Results operation={operation} />
        </Section>
      )}
    </>
  )
}
