import { Card, makeStyles, Subtitle1, Text, tokens } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons'
import { useEffect, useRef } from 'react'
import type { Schemas } from '../api/client.ts'
import { useFormat } from '../look/format.ts'
import { LinkButton } from '../look/link-button.tsx'
import type { Product } from './queries.ts'
import { useShopWords } from './words.ts'

const useStyles = makeStyles({
  head: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    alignItems: 'center',
    ':focus': { outline: 'none' },
  },
  sign: { color: tokens.colorPaletteGreenForeground1, fontSize: '28px', flexShrink: 0 },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** It is there: what it is, and what next. (R141) */
export function Bought({
  product,
  subscription,
}: {
  readonly product: Product
  readonly subscription: Schemas['ChangedSubscription']
}) {
  const styles = useStyles()
  const words = useShopWords()
  const format = useFormat()
  const { id, channel, totalLicenses, expirationDate } = subscription
  const head = useRef<HTMLDivElement>(null)
  // What was pressed is gone: whoever listens hears what came of it.
  useEffect(() => head.current?.focus(), [])
  const toGive = channel === 'selfService' || channel === 'central'
  return (
    <Card>
      <div ref={head} tabIndex={-1} className={styles.head}>
        <CheckmarkCircleRegular aria-hidden className={styles.sign} />
        <Subtitle1 as="h2">{words.bought(product.displayName)}</Subtitle1>
      </div>
      <Text>
        {toGive ? words.boughtLicences(totalLicenses, format.day(expirationDate)) : words.readyToUse}
      </Text>
      <div className={styles.buttons}>
        {channel === 'selfService' && (
          <LinkButton appearance="primary" to="/mine/$id/$action" params={{ id, action: 'assign' }}>
            {words.assignNow}
          </LinkButton>
        )}
        {channel === 'central' ? (
          <LinkButton appearance="primary" to="/subscriptions/$id" params={{ id }}>
            {words.toSubscription}
          </LinkButton>
        ) : (
          <LinkButton to="/mine">{words.toMine}</LinkButton>
        )}
        <LinkButton appearance="subtle" to="/shop">
          {words.toCatalogue}
        </LinkButton>
      </div>
    </Card>
  )
}
