import { Caption1, makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components'
import { isUnfinished, type Operation } from '../api/operations.ts'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { Numbers } from '../look/numbers.tsx'
import type { en } from './words.en.ts'
import { useOperationsWords } from './words.ts'

const useStyles = makeStyles({
  progress: { display: 'grid', gap: tokens.spacingVerticalM },
  head: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    flexWrap: 'wrap',
  },
})

/** How far it is: the bar, the numbers, how fast, and how long still. */
export function Progress({ operation }: { readonly operation: Operation }) {
  const styles = useStyles()
  const words = useOperationsWords()
  const look = useLookWords()
  const format = useFormat()
  const { progress, percentComplete, usersPerSecond, secondsLeft, kind } = operation
  const runs = isUnfinished(operation)
  const { numbers } = words
  const compares = runs && kind === 'moveUsers' && operation.onlySelected === false
  const shown: readonly (readonly [string, string | undefined])[] = [
    [numbers.succeeded, format.number(progress.succeeded)],
    [numbers.skipped, format.number(progress.skipped)],
    [numbers.failed, format.number(progress.failed)],
    [totalOf(kind, words), format.number(progress.total)],
    [numbers.compared, compares ? format.number(progress.compared ?? 0) : undefined],
    [
      numbers.perSecond,
      usersPerSecond > 0 && kind !== 'transferOwnership'
        ? format.number(Math.round(usersPerSecond))
        : undefined,
    ],
    [numbers.left, secondsLeft === undefined ? undefined : format.duration(secondsLeft)],
  ]
  return (
    <div className={styles.progress}>
      <div className={styles.head}>
        <Text weight="semibold">{format.percent(percentComplete)}</Text>
        {runs && <Text>{look.workGoesOn}</Text>}
      </div>
      <ProgressBar
        value={percentComplete / 100}
        thickness="large"
        aria-label={words.progress}
        color={
          operation.status === 'Failed' ? 'error' : operation.status === 'Succeeded' ? 'success' : 'brand'
        }
      />
      {kind !== 'exportUsers' && <Numbers numbers={shown} />}
      {compares && <Caption1>{words.comparedWhy}</Caption1>}
    </div>
  )
}

function totalOf(kind: Operation['kind'], words: typeof en): string {
  switch (kind) {
    case 'assignUsers':
    case 'unassignUsers':
      return words.rows
    case 'transferOwnership':
      return words.transfer.numbers
    default:
      return words.numbers.total
  }
}
