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
import type { Api } from '../../api/client.ts'
import { WithProblem } from '../data-table/with-problem.tsx'
import { useFormat } from '../format.ts'
import { useTargetWords } from './target-words.ts'
import { type Target, useMoveTargets } from './use-move-targets.ts'

const useStyles = makeStyles({
  list: { maxHeight: '320px', overflowY: 'auto' },
  facts: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  short: { display: 'flex', gap: tokens.spacingHorizontalXS, alignItems: 'center' },
})

export interface ChosenTarget {
  /** One subscription. */
  readonly id?: string | undefined
  /** Or whichever of a product has room. */
  readonly productId?: string | undefined
}

const ofProduct = 'product:'

/** The subscriptions to move to. One that cannot hold so many says how many are missing, and where to buy them. */
export function TargetPicker({
  api,
  tenantId,
  sourceIds,
  users,
  offersProducts = false,
  chosen,
  onChoose,
}: {
  readonly api: Api
  readonly tenantId: string
  /** Whose users move. Of several the users may be the same people. */
  readonly sourceIds: readonly string[]
  /** How many would move. */
  readonly users: number
  /** Whether a product with several subscriptions may be chosen as a whole. */
  readonly offersProducts?: boolean
  readonly chosen: ChosenTarget
  readonly onChoose: (target: ChosenTarget) => void
}) {
  const styles = useStyles()
  const words = useTargetWords()
  const list = useMoveTargets(api, tenantId, sourceIds)
  const isOne = sourceIds.length === 1
  const several = offersProducts ? ofSeveral(list.rows) : []
  const value = chosen.productId === undefined ? (chosen.id ?? '') : `${ofProduct}${chosen.productId}`
  /** Whether what is not there is nowhere. */
  const isKnown = !list.isFilling && list.problem === undefined
  if (list.isLoading) return <Spinner size="small" label={words.loading} />
  return (
    <WithProblem list={list}>
      {list.rows.length === 0 ? (
        isKnown && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{isOne ? words.none : words.noneOfFirst}</MessageBarTitle> {words.noneNext}
            </MessageBarBody>
          </MessageBar>
        )
      ) : (
        <Field label={words.label}>
          <RadioGroup
            className={styles.list}
            value={value}
            onChange={(_event, { value: picked }) =>
              onChoose(
                picked.startsWith(ofProduct) ? { productId: picked.slice(ofProduct.length) } : { id: picked },
              )
            }
          >
            {list.rows.map((target) => (
              <TargetChoice key={target.id} target={target} users={users} areDistinct={isOne} />
            ))}
            {several.map(({ id, displayName }) => (
              <Radio
                key={id}
                value={`${ofProduct}${id}`}
                label={
                  <>
                    {words.anyOf(displayName)}
                    <div className={styles.facts}>{words.anyOfWhy}</div>
                  </>
                }
              />
            ))}
          </RadioGroup>
        </Field>
      )}
    </WithProblem>
  )
}

function TargetChoice({
  target,
  users,
  areDistinct,
}: {
  readonly target: Target
  readonly users: number
  readonly areDistinct: boolean
}) {
  const styles = useStyles()
  const words = useTargetWords()
  const format = useFormat()
  const { id, product, availableLicenses, totalLicenses, price, expirationDate } = target
  const missing = users - availableLicenses
  // Who holds it already needs no licence there; but more people than it has licences cannot hold it.
  const cannot = areDistinct && users > totalLicenses
  const facts = [
    words.free(availableLicenses, format.number(availableLicenses)),
    format.money(price),
    words.ends(format.day(expirationDate)),
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
                {(cannot ? words.missing : words.missingPerhaps)(missing, format.number(missing))}
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
          aria-label={words.buyMoreOf(product.displayName)}
        >
          {words.buyMore}
        </Link>
      )}
    </div>
  )
}

/** The products of which there is more than one to choose among. */
function ofSeveral(targets: readonly Target[]): readonly Target['product'][] {
  const products = new Map(targets.map(({ product }) => [product.id, product]))
  return [...products.values()].filter(
    ({ id }) => targets.filter(({ product }) => product.id === id).length > 1,
  )
}
