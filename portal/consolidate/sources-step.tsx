import { Button, makeStyles, Text, Tooltip, tokens } from '@fluentui/react-components'
import { ArrowDownRegular, ArrowUpRegular, DismissRegular } from '@fluentui/react-icons'
import { type ReactElement, useRef, useState } from 'react'
import { useFormat } from '../look/format.ts'
import type { StepProps } from './consolidate-page.tsx'
import { movedBy, sourcesMax, textOfIds } from './order.ts'
import type { Source } from './queries.ts'
import { useConsolidateWords } from './words.ts'

const useStyles = makeStyles({
  list: { listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalS },
  item: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  place: {
    fontVariantNumeric: 'tabular-nums',
    fontWeight: tokens.fontWeightSemibold,
    minWidth: '2ch',
    textAlign: 'right',
  },
  names: { display: 'grid', flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
  facts: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  buttons: { display: 'flex', flexShrink: 0 },
})

/** Which move, and who comes first where the licences do not do for all: one after another is moved up or down. */
export function SourcesStep({ sources, change, goTo, frame }: StepProps) {
  const styles = useStyles()
  const words = useConsolidateWords()
  const list = useRef<HTMLOListElement>(null)
  const [told, setTold] = useState('')
  const ids = sources.map(({ id }) => id)
  const isTooMany = ids.length > sourcesMax
  const nameOf = ({ id, subscription }: Source) =>
    subscription ? `${subscription.product.displayName}, ${subscription.purchaser.displayName}` : id
  const move = (source: Source, by: 1 | -1) => {
    const after = movedBy(ids, source.id, by)
    if (after === ids) return
    change({ sources: textOfIds(after) })
    setTold(words.sources.isNow(nameOf(source), after.indexOf(source.id) + 1, after.length))
    // Wherever the row has gone, one goes on with the same button.
    focusSoon(list.current, `[data-source="${CSS.escape(source.id)}"] [data-by="${by}"]`)
  }
  const leaveOut = (source: Source) => {
    const place = ids.indexOf(source.id)
    const after = ids.filter((id) => id !== source.id)
    change({ sources: textOfIds(after) })
    setTold(words.sources.isOut(nameOf(source)))
    const next = after[Math.min(place, after.length - 1)]
    if (next !== undefined) focusSoon(list.current, `[data-source="${CSS.escape(next)}"] [data-by="out"]`)
  }
  return frame({
    heading: words.sources.heading,
    next: (
      <Button appearance="primary" disabledFocusable={isTooMany} onClick={() => !isTooMany && goTo('target')}>
        {words.sources.next}
      </Button>
    ),
    children: (
      <>
        <Text>{words.sources.why}</Text>
        {isTooMany && (
          <Text role="alert" weight="semibold">
            {words.tooMany(sourcesMax)}
          </Text>
        )}
        <ol ref={list} className={styles.list} aria-label={words.sources.list}>
          {sources.map((source, at) => (
            <SourceItem
              key={source.id}
              source={source}
              name={nameOf(source)}
              place={at + 1}
              of={sources.length}
              onMove={(by) => move(source, by)}
              onLeaveOut={() => leaveOut(source)}
            />
          ))}
        </ol>
        <div role="status">{told}</div>
      </>
    ),
  })
}

function SourceItem({
  source: { id, subscription },
  name,
  place,
  of,
  onMove,
  onLeaveOut,
}: {
  readonly source: Source
  readonly name: string
  readonly place: number
  readonly of: number
  readonly onMove: (by: 1 | -1) => void
  readonly onLeaveOut: () => void
}) {
  const styles = useStyles()
  const format = useFormat()
  const { sources: words } = useConsolidateWords()
  const facts = subscription
    ? [
        subscription.purchaser.displayName,
        words.users(subscription.assignedLicenses, format.number(subscription.assignedLicenses)),
        words.ends(format.day(subscription.expirationDate)),
        subscription.actions.includes('takeControl') && words.control,
      ]
    : [words.gone]
  return (
    <li className={styles.item} data-source={id}>
      <span className={styles.place}>{format.number(place)}</span>
      <span className={styles.names}>
        <Text weight="semibold">{subscription?.product.displayName ?? id}</Text>
        <span className={styles.facts}>{facts.filter(Boolean).join(' · ')}</span>
      </span>
      <span className={styles.buttons}>
        <OrderButton
          label={words.up(name)}
          by="-1"
          icon={<ArrowUpRegular />}
          isOff={place === 1}
          onClick={() => onMove(-1)}
        />
        <OrderButton
          label={words.down(name)}
          by="1"
          icon={<ArrowDownRegular />}
          isOff={place === of}
          onClick={() => onMove(1)}
        />
        <OrderButton
          label={words.leaveOut(name)}
          by="out"
          icon={<DismissRegular />}
          isOff={of === 1}
          onClick={onLeaveOut}
        />
      </span>
    </li>
  )
}

function OrderButton({
  label,
  by,
  icon,
  isOff,
  onClick,
}: {
  readonly label: string
  readonly by: string
  readonly icon: ReactElement
  readonly isOff: boolean
  readonly onClick: () => void
}) {
  return (
    <Tooltip content={label} relationship="label">
      <Button
        appearance="subtle"
        icon={icon}
        data-by={by}
        disabledFocusable={isOff}
        onClick={() => !isOff && onClick()}
      />
    </Tooltip>
  )
}

/** Once the rows stand in their new order. */
function focusSoon(list: HTMLElement | null, selector: string): void {
  setTimeout(() => list?.querySelector<HTMLElement>(selector)?.focus(), 50)
}
