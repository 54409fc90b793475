import { type ReactNode, useState } from 'react'
import type { Api } from '../../api/client.ts'
import type { Problem } from '../../api/problem.ts'
import { Confirm } from '../confirm.tsx'
import { useFormat } from '../format.ts'
import { type JudgedList, judgedList } from './judged-list.ts'
import { ListInput } from './list-input.tsx'
import type { ListAction } from './list-menu.tsx'
import { ListSummary } from './list-summary.tsx'
import { useListWork } from './use-list-work.ts'
import { useUserListWords } from './words.ts'

/**
 * Gives licences to everybody on a list, or takes them back: what is odd about it is seen before it is sent; then its
 * operation tells what becomes of each row. (B12, R066)
 */
export function ListDialog({
  api,
  tenantId,
  subscription,
  action,
  problemActions,
  onClose,
}: {
  readonly api: Api
  readonly tenantId: string
  readonly subscription: {
    readonly id: string
    readonly product: { readonly displayName: string }
    readonly availableLicenses: number
  }
  readonly action: ListAction
  /** What can be done where there are too few licences, such as a link to buy more. */
  readonly problemActions?: ReactNode
  readonly onClose: () => void
}) {
  const words = useUserListWords()
  const format = useFormat()
  const [rows, setRows] = useState<readonly string[]>([])
  const [judged, setJudged] = useState<JudgedList>()
  const { id, product, availableLicenses } = subscription
  const start = useListWork(api, tenantId, id, action)
  const users = judged?.users ?? 0
  const { displayName } = product
  const isAssigning = action === 'assign'
  return (
    <Confirm
      open
      title={isAssigning ? words.assignTitle(displayName) : words.unassignTitle(displayName)}
      consequences={[...(isAssigning ? [words.allOrNobody, words.keeps] : [words.lose]), words.results]}
      verb={(isAssigning ? words.assignVerb : words.unassignVerb)(users, format.number(users))}
      disabled={users === 0 || judged?.isTooLong === true}
      busy={start.isPending}
      tries={start.tries}
      problem={start.problem}
      problemActions={isShortage(start.problem) && problemActions}
      onConfirm={() => start.run(rows)}
      onClose={onClose}
    >
      <ListInput
        disabled={start.isPending}
        onRead={(read) => {
          start.reset()
          setRows(read)
          setJudged(read.length === 0 ? undefined : judgedList(read))
        }}
      />
      {judged && (
        <ListSummary
          rows={rows.length}
          judged={judged}
          free={isAssigning ? availableLicenses : undefined}
          actions={problemActions}
        />
      )}
    </Confirm>
  )
}

function isShortage(problem: Problem | undefined): boolean {
  return problem?.code === 'NotEnoughLicenses'
}
