import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons'
import { Link } from '@tanstack/react-router'
import type { Api } from '../api/client.ts'
import { isUnfinished, useOperation } from '../api/operations.ts'
import { ExportButton } from './export-button.tsx'
import { useLookWords } from './look-words.ts'
import { OperationStatus } from './operation-status.tsx'
import { useOperationWords } from './operation-words.ts'
import { ProblemPanel } from './problem-panel.tsx'

/** An export that was asked for here: how it is, and in the end its file. It stands in the bell, too. (R051) */
export function ExportNote({
  api,
  tenantId,
  operationId,
  onDismiss,
}: {
  readonly api: Api
  readonly tenantId: string
  readonly operationId: string
  readonly onDismiss: () => void
}) {
  const words = useLookWords()
  const { kinds } = useOperationWords()
  const query = useOperation(api, tenantId, operationId)
  const operation = query.data?.operation
  if (query.error && !operation) return <ProblemPanel problem={query.error} />
  const isReady = operation?.status === 'Succeeded'
  return (
    <MessageBar
      intent={isReady ? 'success' : 'info'}
      layout="multiline"
      role="status"
      // A line of its own among the buttons of a list.
      style={{ flexBasis: '100%' }}
    >
      <MessageBarBody>
        <Link to="/operations/$id" params={{ id: operationId }}>
          {kinds.exportUsers}
        </Link>{' '}
        {operation && <OperationStatus status={operation.status} />}{' '}
        {operation && isUnfinished(operation) && words.workGoesOn}
      </MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button
            appearance="transparent"
            icon={<DismissRegular />}
            aria-label={words.close}
            onClick={onDismiss}
          />
        }
      >
        {isReady && <ExportButton api={api} tenantId={tenantId} operation={operation} />}
      </MessageBarActions>
    </MessageBar>
  )
}
