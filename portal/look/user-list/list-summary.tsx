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
import { type JudgedList, type OddRow, rowsMax } from './judged-list.ts'
import { useUserListWords } from './words.ts'

const shownMax = 6

const useStyles = makeStyles({
  summary: { display: 'grid', gap: tokens.spacingVerticalM, marginTop: tokens.spacingVerticalM },
  odd: { margin: 0, overflowWrap: 'anywhere' },
})

/** What is seen of a list before it is sent: how many, what is odd about it, and whether there are licences enough. */
export function ListSummary({
  rows,
  judged,
  free,
  actions,
}: {
  readonly rows: number
  readonly judged: JudgedList
  /** How many licences are free; absent where none is given. */
  readonly free: number | undefined
  readonly actions?: ReactNode
}) {
  const styles = useStyles()
  const words = useUserListWords()
  const format = useFormat()
  const { users, unknown, duplicates, isTooLong } = judged
  const missing = free === undefined ? 0 : users - free
  const { numbers } = words
  return (
    <div className={styles.summary}>
      <div role="status">
        <Numbers
          numbers={[
            [numbers.rows, format.number(rows)],
            [numbers.users, format.number(users)],
            [numbers.duplicates, duplicates.length > 0 ? format.number(duplicates.length) : undefined],
            [numbers.unknown, unknown.length > 0 ? format.number(unknown.length) : undefined],
            [numbers.free, free === undefined ? undefined : format.number(free)],
          ]}
        />
        {users === 0 && <Text>{words.nobody}</Text>}
      </div>
      {isTooLong && (
        <MessageBar intent="error" layout="multiline" role="alert">
          <MessageBarBody>{words.tooLong(format.number(rowsMax))}</MessageBarBody>
        </MessageBar>
      )}
      {missing > 0 && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{words.short(missing, format.number(missing))}</MessageBarBody>
          {actions && <MessageBarActions>{actions}</MessageBarActions>}
        </MessageBar>
      )}
      <OddRows rows={[...unknown, ...duplicates]} />
    </div>
  )
}

function OddRows({ rows }: { readonly rows: readonly OddRow[] }) {
  const styles = useStyles()
  const words = useUserListWords()
  const format = useFormat()
  if (rows.length === 0) return null
  return (
    <div>
      <Text weight="semibold">{words.odd(rows.length, format.number(rows.length))}</Text>
      <ul className={styles.odd}>
        {rows.slice(0, shownMax).map(({ row, text, sameAs }) => (
          <li key={row}>
            {sameAs === undefined
              ? words.oddUnknown(format.number(row), shortened(text))
              : words.oddDuplicate(format.number(row), shortened(text), format.number(sameAs))}
          </li>
        ))}
        {rows.length > shownMax && <li>{words.oddMore(format.number(rows.length - shownMax))}</li>}
      </ul>
    </div>
  )
}

const textMax = 60

function shortened(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text
}
