import { Card, makeStyles, Subtitle2 } from '@fluentui/react-components'
import { Link, useParams } from '@tanstack/react-router'
import { Fields } from '../look/fields.tsx'
import { InstantText } from '../look/instant.tsx'
import { LinkButton } from '../look/link-button.tsx'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useCase } from './queries.ts'
import { useSupportWords } from './words.ts'

const useStyles = makeStyles({ text: { margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' } })

/** What was asked, and what support has said to it. */
export function CasePage() {
  const styles = useStyles()
  const words = useSupportWords()
  const { id } = useParams({ from: '/support/$id' })
  const query = useCase(id)
  const { fields } = words
  return (
    <Page title={query.data?.subject ?? words.title} about={query.data && words.title}>
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {query.data && (
        <>
          <Card>
            <Fields
              fields={[
                [
                  fields.status,
                  <StatusBadge key="status" kind={query.data.status === 'open' ? 'warning' : 'good'}>
                    {words.statuses[query.data.status]}
                  </StatusBadge>,
                ],
                [fields.kind, words.kinds[query.data.kind]],
                [fields.product, query.data.product.displayName],
                [fields.requester, query.data.requester.displayName],
                [
                  fields.openedBy,
                  query.data.openedByAdministrator
                    ? fields.byAdministrator(query.data.openedBy.displayName)
                    : query.data.openedBy.displayName,
                ],
                [fields.opened, <InstantText key="opened" at={query.data.createdDateTime} />],
                [fields.entitlement, fields.standard],
                [
                  fields.operation,
                  query.data.operationId && (
                    <Link key="operation" to="/operations/$id" params={{ id: query.data.operationId }}>
                      {fields.seeOperation}
                    </Link>
                  ),
                ],
              ]}
            />
          </Card>
          <Card>
            <Subtitle2 as="h2">{fields.description}</Subtitle2>
            <p className={styles.text}>{query.data.description}</p>
          </Card>
          {query.data.resolution && (
            <Card>
              <Subtitle2 as="h2">{fields.resolution}</Subtitle2>
              <p className={styles.text}>{query.data.resolution.note}</p>
              <div>
                {fields.resolvedBy(query.data.resolution.by.displayName)},{' '}
                <InstantText at={query.data.resolution.at} />
              </div>
            </Card>
          )}
        </>
      )}
      <div>
        <LinkButton appearance="subtle" to="/support">
          {words.toList}
        </LinkButton>
      </div>
    </Page>
  )
}
