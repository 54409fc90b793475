import {
  Field,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Radio,
  RadioGroup,
  Spinner,
  tokens,
} from '@fluentui/react-components'
import { WarningRegular } from '@fluentui/react-icons'
import { Link } from '@tanstack/react-router'
import { useFormat } from '../look/format.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { type Target, useMoveTargets } from './queries.ts'
import { useTakeOverWords } from './words.ts'

const useStyles = makeStyles({
  list: { maxHeight: '320px', overflowY: 'auto' },
  facts: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  short: { display: 'flex', gap: tokens.spacingHorizontalXS, alignItems: 'center' },
})

/** The subscriptions to move to. One that cannot hold so many says how many are missing, and where to buy them. */
export function Targets({
  subscriptionId,
  count,
  chosen,
  onChoose,
}: {
  readonly subscriptionId: string
  /** How many would move. */
  readonly count: number
  readonly chosen: string | undefined
  readonly onChoose: (targetId: string) => void
}) {
  const styles = useStyles()
  const words = useTakeOverWords()
  const { move } = words
  const targets = useMoveTargets(subscriptionId)
  if (targets.problem !== undefined)
    return <ProblemPanel problem={targets.problem} onTryAgain={targets.tryAgain} />
  if (targets.isLoading) return <Spinner size="small" label={move.loading} />
  if (targets.rows.length === 0)
    return (
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{move.none}</MessageBarTitle> {move.noneNext}
        </MessageBarBody>
      </MessageBar>
    )
  return (
    <Field label={move.targets}>
      <RadioGroup
        className={styles.list}
        value={chosen ?? ''}
        onChange={(_event, { value }) => onChoose(value)}
      >
        {targets.rows.map((target) => (
          <TargetChoice key={target.id} target={target} count={count} />
        ))}
      </RadioGroup>
    </Field>
  )
}

function TargetChoice({ target, count }: { readonly target: Target; readonly count: number }) {
  const styles = useStyles()
  const words = useTakeOverWords()
  const format = useFormat()
  const { move } = words
  const { id, product, availableLicenses, totalLicenses, price, expirationDate } = target
  const missing = count - availableLicenses
  // Who holds it already needs no licence there; but more than it has cannot hold it.
  const cannot = count > totalLicenses
  const facts = [
    move.free(availableLicenses, format.number(availableLicenses)),
    format.money(price),
    move.ends(format.day(expirationDate)),
  ]
  return (
    <div>
      <Radio
        value={id}
        disabled={cannot}
        label={
          <>
            {product.displayName}
            <div className={styles.facts}>{facts.join(' · ')}</div>
            {missing > 0 && (
              <div className={styles.short}>
                <WarningRegular aria-hidden />
                {(cannot ? move.missing : move.missingPerhaps)(missing, format.number(missing))}
              </div>
            )}
          </>
        }
      />
      {missing > 0 && (
        <Link
          to="/subscriptions/$id"
          params={{ id }}
          search={{ do: 'quantity' }}
          aria-label={move.buyMoreOf(product.displayName)}
        >
          {move.buyMore}
        </Link>
      )}
    </div>
  )
}
