import {
  Button,
  Field,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Radio,
  RadioGroup,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components'
import { WarningRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { useFormat } from '../look/format.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { isToCome } from '../look/when.ts'
import { WhenField } from '../look/when-field.tsx'
import { useWhenWords } from '../look/when-words.ts'
import type { StepProps } from './consolidate-page.tsx'
import { type Source, type Target, useTargets } from './queries.ts'
import { useConsolidateWords } from './words.ts'

const useStyles = makeStyles({
  list: { maxHeight: '320px', overflowY: 'auto' },
  facts: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  short: { display: 'flex', gap: tokens.spacingHorizontalXS, alignItems: 'center' },
})

/** One subscription to move to, or whichever of a product has room; and when. (B05, B11) */
export function TargetStep({ sources, search, when, change, goTo, frame }: StepProps) {
  const words = useConsolidateWords()
  const whenWords = useWhenWords()
  const { target: own } = words
  const [isAsked, setIsAsked] = useState(false)
  const missing =
    search.target === undefined && search.product === undefined
      ? own.choose
      : isToCome(when, Date.now())
        ? undefined
        : whenWords.past
  return frame({
    heading: own.heading,
    onBack: () => goTo('sources'),
    next: (
      <Button
        appearance="primary"
        onClick={() => {
          setIsAsked(true)
          if (missing === undefined) goTo('check')
        }}
      >
        {own.next}
      </Button>
    ),
    children: (
      <>
        <Targets sources={sources} search={search} change={change} />
        <WhenField
          value={when}
          onChange={({ kind, local }) => change({ when: kind === 'now' ? undefined : kind, at: local })}
          endOfTerm={firstEnd(sources)}
          several={sources.length > 1}
          isAsked={isAsked}
        />
        {isAsked && missing !== undefined && (
          <Text role="alert" weight="semibold">
            {missing}
          </Text>
        )}
      </>
    ),
  })
}

/** The end of the term that ends first. */
export function firstEnd(sources: readonly Source[]): string | undefined {
  return sources
    .flatMap(({ subscription }) => subscription?.expirationDate ?? [])
    .sort()
    .at(0)
}

const ofProduct = 'product:'

function Targets({ sources, search, change }: Pick<StepProps, 'sources' | 'search' | 'change'>) {
  const styles = useStyles()
  const { target: words } = useConsolidateWords()
  const list = useTargets(sources.map(({ id }) => id))
  if (list.problem !== undefined) return <ProblemPanel problem={list.problem} onTryAgain={list.tryAgain} />
  if (list.isLoading) return <Spinner size="small" label={words.loading} />
  if (list.targets.length === 0)
    return (
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{words.none}</MessageBarTitle> {words.noneNext}
        </MessageBarBody>
      </MessageBar>
    )
  const users = sources.reduce((sum, { subscription }) => sum + (subscription?.assignedLicenses ?? 0), 0)
  const value = search.product === undefined ? (search.target ?? '') : `${ofProduct}${search.product}`
  return (
    <Field label={words.label}>
      <RadioGroup
        className={styles.list}
        value={value}
        onChange={(_event, { value: chosen }) =>
          change(
            chosen.startsWith(ofProduct)
              ? { product: chosen.slice(ofProduct.length), target: undefined }
              : { target: chosen, product: undefined },
          )
        }
      >
        {list.targets.map((target) => (
          <TargetChoice key={target.id} target={target} users={users} />
        ))}
        {ofSeveral(list.targets).map(({ id, displayName }) => (
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
  )
}

function TargetChoice({ target, users }: { readonly target: Target; readonly users: number }) {
  const styles = useStyles()
  const format = useFormat()
  const { target: words } = useConsolidateWords()
  const { id, product, availableLicenses, price, expirationDate } = target
  const missing = users - availableLicenses
  const facts = [
    words.free(availableLicenses, format.number(availableLicenses)),
    format.money(price),
    words.ends(format.day(expirationDate)),
  ]
  return (
    <Radio
      value={id}
      label={
        <>
          {product.displayName}
          <div className={styles.facts}>{facts.join(' · ')}</div>
          {missing > 0 && (
            <div className={styles.short}>
              <WarningRegular aria-hidden />
              {words.short(missing, format.number(missing))}
            </div>
          )}
        </>
      }
    />
  )
}

/** The products of which there is more than one to choose among. */
function ofSeveral(targets: readonly Target[]): readonly Target['product'][] {
  const products = new Map(targets.map(({ product }) => [product.id, product]))
  return [...products.values()].filter(
    ({ id }) => targets.filter(({ product }) => product.id === id).length > 1,
  )
}
