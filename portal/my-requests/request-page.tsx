import { Button, Card, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Fields } from '../look/fields.tsx'
import { InstantText } from '../look/instant.tsx'
import { LinkButton } from '../look/link-button.tsx'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useRequest } from './queries.ts'
import { statusKinds } from './request-status.ts'
import { Withdraw } from './withdraw.tsx'
import { useMyRequestsWords } from './words.ts'

const useStyles = makeStyles({
  list: { margin: 0, paddingLeft: '20px', display: 'grid', gap: tokens.spacingVerticalS },
  message: { overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
})

/** For whom it was asked, and what was decided for each. */
export function RequestPage() {
  const styles = useStyles()
  const words = useMyRequestsWords()
  const { id } = useParams({ from: '/my-requests/$id' })
  const query = useRequest(id)
  const request = query.data
  const [asks, setAsks] = useState(false)
  return (
    <Page
      title={request ? words.request.title(request.product.displayName) : words.title}
      about={request && words.title}
      commands={
        request?.actions.includes('withdraw') && (
          <Button onClick={() => setAsks(true)}>{words.withdraw}</Button>
        )
      }
    >
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {request && (
        <>
          <Card>
            <Fields
              fields={[
                [
                  words.columns.status,
                  <StatusBadge key="status" kind={statusKinds[request.status]}>
                    {words.statuses[request.status]}
                  </StatusBadge>,
                ],
                [words.request.asked, <InstantText key="asked" at={request.createdDateTime} />],
                [
                  words.request.message,
                  request.message && (
                    <span key="message" className={styles.message}>
                      {request.message}
                    </span>
                  ),
                ],
              ]}
            />
          </Card>
          <Card>
            <Subtitle2 as="h2">{words.request.people}</Subtitle2>
            <ul className={styles.list}>
              {request.users.map(({ userId, displayName, userPrincipalName, status }) => (
                <li key={userId}>
                  {displayName} <Text size={200}>{userPrincipalName}</Text>{' '}
                  <StatusBadge kind={statusKinds[status]}>{words.statuses[status]}</StatusBadge>
                </li>
              ))}
            </ul>
          </Card>
          <Card>
            <Subtitle2 as="h2">{words.request.decisions}</Subtitle2>
            {request.decisions.length === 0 && <Text>{words.request.noDecision}</Text>}
            <ul className={styles.list}>
              {request.decisions.map(({ outcome, by, at, message }) => (
                <li key={`${at} ${outcome}`}>
                  <StatusBadge kind={statusKinds[outcome]}>{words.statuses[outcome]}</StatusBadge>{' '}
                  {words.request.by(by.displayName)}, <InstantText at={at} />
                  {message !== undefined && <div className={styles.message}>{message}</div>}
                </li>
              ))}
            </ul>
          </Card>
        </>
      )}
      <div>
        <LinkButton appearance="subtle" to="/my-requests">
          {words.request.toList}
        </LinkButton>
      </div>
      {request && asks && <Withdraw request={request} onClose={() => setAsks(false)} />}
    </Page>
  )
}
