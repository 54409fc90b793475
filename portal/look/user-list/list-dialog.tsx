import { Text } from '@fluentui/react-components'
import { type ReactNode, useMemo, useState } from 'react'
import type { Api } from '../../api/client.ts'
import { Confirm } from '../confirm.tsx'
import { useFormat } from '../format.ts'
import { ProblemPanel } from '../problem-panel.tsx'
import { ListInput } from './list-input.tsx'
import type { ListAction } from './list-menu.tsx'
import { ListSummary } from './list-summary.tsx'
import { isTooLong, rowsMax } from './too-long.ts'
import { useListPreview } from './use-list-preview.ts'
import { useListWork } from './use-list-work.ts'
import { useUserListWords } from './words.ts'

const noRows: readonly string[] = []

/**
 * Gives licences to everybody on a list, or takes them back: what it would do is seen before it is sent; then its
 * operation tells what becomes of each row. (B12, R066)
 */
export function ListDialog({
  api,
  tenantId,
  subscription: { id, product },
  action,
  problemActions,
  onClose,
}: {
  readonly api: Api
  readonly tenantId: string
  readonly subscription: { readonly id: string; readonly product: { readonly displayName: string } }
  readonly action: ListAction
  /** What can be done where there are too few licences, such as a link to buy more. */
  readonly problemActions?: ReactNode
  readonly onClose: () => void
}) {
  const words = useUserListWords()
  const format = useFormat()
  const [rows, setRows] = useState(noRows)
  const tooLong = useMemo(() => isTooLong(rows), [rows])
  const { preview, problem, isLooking, lookAgain } = useListPreview(
    api,
    tenantId,
    id,
    action,
    tooLong ? noRows : rows,
  )
  const start = useListWork(api, tenantId, id, action)
  const users = preview?.toDo ?? 0
  const isAssigning = action === 'assign'
  const { displayName } = product
  return (
    <Confirm
      open
      title={isAssigning ? words.assignTitle(displayName) : words.unassignTitle(displayName)}
      consequences={isAssigning ? [words.allOrNobody, words.keeps] : [words.lose, words.unassignKeeps]}
      verb={(isAssigning ? words.assignVerb : words.unassignVerb)(users, format.number(users))}
      disabled={users === 0}
      busy={start.isPending}
      tries={start.tries}
      problem={start.problem}
      problemActions={start.problem?.code === 'NotEnoughLicenses' && problemActions}
      onConfirm={() => start.run(rows)}
      onClose={onClose}
    >
      <ListInput
        disabled={start.isPending}
        onRead={(read) => {
          start.reset()
          setRows(read)
        }}
      />
      <div role="status">{isLooking && <Text>{words.looking(format.number(rows.length))}</Text>}</div>
      {tooLong && <Text role="alert">{words.tooLong(format.number(rowsMax))}</Text>}
      {problem && <ProblemPanel problem={problem} onTryAgain={lookAgain} />}
      {preview && <ListSummary preview={preview} action={action} actions={problemActions} />}
    </Confirm>
  )
}
