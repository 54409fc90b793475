import { Button, Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components'
import { ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons'
import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { useFormat } from '../look/format.ts'
import { StatusBadge } from '../look/status-badge.tsx'
import { type ListAction, ListMenu } from '../look/user-list/list-menu.tsx'
import { HolderTable } from './holder-table.tsx'
import type { Purchase, Subscription } from './queries.ts'
import type { Held } from './unassign-dialog.tsx'
import { useLicensesWords } from './words.ts'

const kinds = { Active: 'good', Expired: 'warning', Disabled: 'bad', Deleted: 'neutral' } as const

const useStyles = makeStyles({
  group: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    padding: tokens.spacingVerticalS,
    color: tokens.colorNeutralForeground2,
  },
  heading: { margin: 0, flex: '1 1 200px', minWidth: 0 },
  toggle: { maxWidth: '100%', justifyContent: 'flex-start', textAlign: 'left', overflowWrap: 'anywhere' },
  body: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingVerticalS,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
})

/** One purchase, named by who made it, with its users when it is open. (R050) */
export function PurchaseGroup({
  purchase: { purchaser, subscriptionId, userCount },
  subscription,
  startsOpen,
  isChosen = false,
  onChoose,
  people,
  onPeople,
  onAssign,
  onList,
}: {
  readonly purchase: Purchase
  /** Not there while it is being looked up. */
  readonly subscription: Subscription | undefined
  readonly startsOpen: boolean
  readonly isChosen?: boolean
  /** Who may not export has none. */
  readonly onChoose?: () => void
  readonly people: ReadonlyMap<string, Held>
  readonly onPeople: (people: ReadonlyMap<string, Held>) => void
  readonly onAssign: (subscription: Subscription) => void
  readonly onList: (subscription: Subscription, action: ListAction) => void
}) {
  const styles = useStyles()
  const words = useLicensesWords()
  const format = useFormat()
  const [isOpen, setOpen] = useState(startsOpen)
  const id = useId()
  const actions = subscription?.actions ?? []
  const facts = subscription && [
    words.channels[subscription.channel],
    words.bought(format.day(subscription.createdDateTime)),
    ...(subscription.controlledBy ? [words.underControl(subscription.controlledBy.displayName)] : []),
    words.held(format.number(userCount), format.number(subscription.totalLicenses)),
  ]
  return (
    <section className={styles.group} aria-label={words.boughtBy(purchaser.displayName)}>
      <div className={styles.head}>
        {onChoose && (
          <Checkbox
            checked={isChosen}
            onChange={onChoose}
            aria-label={words.selectPurchase(purchaser.displayName)}
          />
        )}
        <h3 className={styles.heading}>
          <Button
            appearance="transparent"
            className={styles.toggle}
            icon={isOpen ? <ChevronDownRegular /> : <ChevronRightRegular />}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            {purchaser.displayName}
          </Button>
        </h3>
        {facts && <Text>{facts.join(' · ')}</Text>}
        {subscription && subscription.status !== 'Active' && (
          <StatusBadge kind={kinds[subscription.status]}>{words.statuses[subscription.status]}</StatusBadge>
        )}
        {subscription && actions.includes('assign') && (
          <Button onClick={() => onAssign(subscription)}>{words.assign}</Button>
        )}
        {subscription && <ListMenu actions={actions} onChoose={(action) => onList(subscription, action)} />}
      </div>
      <div id={id} hidden={!isOpen} className={isOpen ? styles.body : undefined}>
        {isOpen && subscription && (
          <Text>
            {!actions.includes('assign') && actions.includes('takeControl') && `${words.takeControlFirst} `}
            <Link to="/subscriptions/$id" params={{ id: subscriptionId }}>
              {words.openSubscription}
            </Link>
          </Text>
        )}
        {isOpen && (
          <HolderTable
            subscriptionId={subscriptionId}
            caption={words.usersOf(purchaser.displayName)}
            total={userCount}
            people={people}
            {...(actions.includes('unassign') ? { onPeople } : {})}
          />
        )}
      </div>
    </section>
  )
}
