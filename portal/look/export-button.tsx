import { Button } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons'
import type { Api } from '../api/client.ts'
import { useExportFile } from '../api/exports.ts'
import type { Operation } from '../api/operations.ts'
import { partOf } from '../api/parts.ts'
import { useLookWords } from './look-words.ts'
import { ProblemPanel } from './problem-panel.tsx'

/** Hands the file of an export that has ended to the browser. */
export function ExportButton({
  api,
  tenantId,
  operation,
}: {
  readonly api: Api
  readonly tenantId: string
  readonly operation: Operation
}) {
  const words = useLookWords()
  const file = useExportFile(api, tenantId)
  const save = async () => {
    const [content, { download }] = await Promise.all([
      file.mutateAsync(operation),
      partOf(() => import('./csv.ts')),
    ])
    download('users.csv', content)
  }
  return (
    <>
      <Button
        appearance="primary"
        icon={<ArrowDownloadRegular />}
        disabledFocusable={file.isPending}
        onClick={() => void save().catch(() => {})}
      >
        {words.downloadCsv}
      </Button>
      {file.error && <ProblemPanel problem={file.error} />}
    </>
  )
}
