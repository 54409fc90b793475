import { Button, Caption1, makeStyles, tokens, typographyStyles } from '@fluentui/react-components'
import { useId } from 'react'
import { Fields } from '../look/fields.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { useSubheading } from '../look/heading-level.tsx'
import { InstantText } from '../look/instant.tsx'
import { useSession } from '../sign-in/session.tsx'
import { AutoRenew } from './auto-renew.tsx'
import { offersOn } from './offers.ts'
import type { Subscription } from './queries.ts'
import { SubscriptionStatus } from './subscription-status.tsx'
import { useOffer } from './use-offer.ts'
import type { en } from './words.en.ts'
import { useProductsWords } from './words.ts'

const useStyles = makeStyles({
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  section: { display: 'grid', gap: tokens.spacingVerticalM },
  offers: { display: 'grid', gap: tokens.spacingVerticalM, margin: 0, padding: 0, listStyle: 'none' },
  offer: { display: 'grid', gap: tokens.spacingVerticalXXS, justifyItems: 'start' },
  why: { color: tokens.colorNeutralForeground2 },
})

/** Everything that is told of it, and what the reader may do. (R076, R159) */
export function Overview({ subscription }: { readonly subscription: Subscription }) {
  const words = useProductsWords()
  const format = useFormat()
  const { organization, customer } = useSession()
  const owner = customer?.displayName ?? organization?.displayName ?? words.ownOrganization
  return (
    <>
      <Settings subscription={subscription} />
      <Fields fields={fieldsOf(subscription, words, format, owner)} />
    </>
  )
}

/** "Subscriptions and settings", as the original calls it; of what is free "Settings & actions". (R017, R076) */
function Settings({ subscription }: { readonly subscription: Subscription }) {
  const styles = useStyles()
  const words = useProductsWords()
  const id = useId()
  const Subheading = useSubheading()
  const goTo = useOffer()
  const offers = offersOn(subscription)
  if (offers.length === 0) return null
  return (
    <section aria-labelledby={id} className={styles.section} data-not-printed>
      <Subheading id={id} className={styles.heading}>
        {subscription.channel === 'signUp' ? words.settingsFree : words.settings}
      </Subheading>
      <ul className={styles.offers}>
        {offers.map((offer, place) => (
          <li key={offer.id} className={styles.offer}>
            <Button
              appearance={place === 0 ? 'primary' : 'secondary'}
              onClick={() => goTo(subscription.id, offer)}
            >
              {words.actions[offer.id]}
            </Button>
            <Caption1 className={styles.why}>{words.actionsWhy[offer.id]}</Caption1>
          </li>
        ))}
      </ul>
    </section>
  )
}

function fieldsOf(
  subscription: Subscription,
  words: typeof en,
  format: Format,
  owner: string,
): Parameters<typeof Fields>[0]['fields'] {
  const { fields } = words
  const { priceTag, price, controlledBy, dataPolicy, reservedLicenses, billingTermMonths } = subscription
  const isFree = priceTag !== undefined
  return [
    [fields.status, <SubscriptionStatus key="status" status={subscription.status} />],
    [fields.purchaser, subscription.purchaser.displayName],
    [fields.channel, words.channels[subscription.channel]],
    [fields.note, subscription.note],
    [fields.total, format.number(subscription.totalLicenses)],
    [fields.assigned, format.number(subscription.assignedLicenses)],
    [fields.reserved, reservedLicenses > 0 ? format.number(reservedLicenses) : undefined],
    [fields.available, format.number(subscription.availableLicenses)],
    [fields.price, priceTag ?? format.money(price)],
    [fields.term, isFree || billingTermMonths === 0 ? undefined : words.months(billingTermMonths)],
    [fields.bought, <InstantText key="bought" at={subscription.createdDateTime} />],
    [fields.termStart, isFree ? undefined : format.day(subscription.termStartDate)],
    [fields.expires, format.day(subscription.expirationDate)],
    [fields.next, nextOf(subscription, words, format)],
    [fields.autoRenew, isFree ? undefined : <AutoRenew key="renew" subscription={subscription} />],
    [
      fields.control,
      controlledBy && words.controlledBy(controlledBy.displayName, format.instant(controlledBy.at)),
    ],
    [fields.agreement, subscription.agreementId],
    [fields.dataOwner, owner],
    [
      fields.retention,
      dataPolicy &&
        (dataPolicy.retentionDays === null
          ? words.retentionNoEnd
          : words.retentionDays(dataPolicy.retentionDays)),
    ],
    [fields.sharing, dataPolicy && words.sharingOf[dataPolicy.externalSharing]],
    [fields.region, dataPolicy && words.regionOf[dataPolicy.dataRegion]],
    [
      fields.labels,
      dataPolicy && (dataPolicy.sensitivityLabelRequired ? words.labelsRequired : words.labelsOptional),
    ],
    [fields.id, <code key="id">{subscription.id}</code>],
  ]
}

/** What time does to it next. A kind that this page does not know is not guessed at. */
function nextOf(
  { nextStep, expirationDate, status }: Subscription,
  words: typeof en,
  format: Format,
): string | undefined {
  if (!nextStep) return undefined
  const on = format.day(nextStep.date)
  switch (nextStep.kind) {
    case 'announce':
      return words.next.announce(on, format.day(expirationDate))
    case 'renew':
      return status === 'Active' && nextStep.date === expirationDate
        ? words.next.renew(on)
        : words.next.tryAgain(on)
    case 'expire':
    case 'disable':
    case 'delete':
    case 'endTrial':
      return words.next[nextStep.kind](on)
    default:
      return undefined
  }
}
