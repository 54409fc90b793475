import {
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { useFormat } from '../format.ts'
import { Numbers } from '../numbers.tsx'
import type { ListAction } from './list-menu.tsx'
import type { ListPreview } from './use-list-preview.ts'
import { useUserListWords } from './words.ts'

/** So many rows are named for each reason. */
const namedMax = 3

const useStyles = makeStyles({
  summary: { display: 'grid', gap: tokens.spacingVerticalM, marginTop: tokens.spacingVerticalM },
  skipped: { margin: 0, overflowWrap: 'anywhere' },
})

/** What a list would do: for how many, whether there are licences enough, and which rows change nothing, and why. */
export function ListSummary({
  preview,
  action,
  actions,
}: {
  readonly preview: ListPreview
  readonly action: ListAction
  readonly actions?: ReactNode
}) {
  const styles = useStyles()
  const words = useUserListWords()
  const format = useFormat()
  const { total, toDo, availableLicenses } = preview
  const isAssigning = action === 'assign'
  const missing = isAssigning ? toDo - availableLicenses : 0
  const { numbers } = words
  return (
    <div className={styles.summary}>
      <Numbers
        numbers={[
          [numbers.rows, format.number(total)],
          [isAssigning ? numbers.assign : numbers.unassign, format.number(toDo)],
          [numbers.skipped, format.number(total - toDo)],
          [numbers.free, isAssigning ? format.number(availableLicenses) : undefined],
        ]}
      />
      {missing > 0 && (
        <MessageBar intent="warning" layout="multiline" role="alert">
          <MessageBarBody>{words.short(missing, format.number(missing))}</MessageBarBody>
          {actions && <MessageBarActions>{actions}</MessageBarActions>}
        </MessageBar>
      )}
      {toDo === 0 && <Text role="alert">{words.nothingToDo}</Text>}
      <Skipped preview={preview} />
    </div>
  )
}

function Skipped({ preview: { skipped, entries } }: { readonly preview: ListPreview }) {
  const styles = useStyles()
  const words = useUserListWords()
  const format = useFormat()
  if (skipped.length === 0) return null
  return (
    <div>
      <Text weight="semibold">{words.skipped}</Text>
      <ul className={styles.skipped}>
        {skipped.map(({ reason, count }) => {
          const named = entries
            .filter((entry) => entry.reason === reason)
            .slice(0, namedMax)
            .map(({ position, given }) => words.row(format.number(position), shortened(given)))
          const others = count - named.length
          return (
            <li key={reason}>
              {words.reason(words.reasons[reason], format.number(count))}
              {': '}
              {format.list(others > 0 ? [...named, words.others(format.number(others))] : named)}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

const textMax = 60

function shortened(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text
}
