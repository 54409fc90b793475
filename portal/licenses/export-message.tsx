import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  ProgressBar,
} from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { isUnfinished, useOperation } from '../api/operations.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useDownload } from './queries.ts'
import { useLicensesWords } from './words.ts'

/** How far an export is, and then its file. Who goes away meanwhile finds it by the bell. (R051) */
export function ExportMessage({ id }: { readonly id: string }) {
  const words = useLicensesWords()
  const { api, tenantId } = useSession()
  const { data } = useOperation(api, tenantId, id)
  const download = useDownload()
  const operation = data?.operation
  const runs = !operation || isUnfinished(operation)
  const isDone = operation?.status === 'Succeeded'
  const said = runs ? words.exportRuns : isDone ? words.exportDone : words.exportFailed
  return (
    <>
      <MessageBar intent={runs ? 'info' : isDone ? 'success' : 'error'}>
        <MessageBarBody>
          {said}{' '}
          <Link to="/operations/$id" params={{ id }}>
            {words.toOperation}
          </Link>
          {runs && <ProgressBar aria-label={words.exportRuns} />}
        </MessageBarBody>
        <MessageBarActions>
          {isDone && (
            <Button disabledFocusable={download.isPending} onClick={() => download.mutate(id)}>
              {words.download}
            </Button>
          )}
        </MessageBarActions>
      </MessageBar>
      {download.error && <ProblemPanel problem={download.error} />}
    </>
  )
}
