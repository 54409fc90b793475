import { Card, makeStyles, Subtitle1, Subtitle2, Text, tokens } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons'
import { Link } from '@tanstack/react-router'
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
  steps: { margin: 0, paddingLeft: '20px', display: 'grid', gap: tokens.spacingVerticalXS },
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
      {channel === 'central' && <WhatNext productId={product.id} />}
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

/** What an administrator does after buying for those who bought for themselves. (R061, R065, R066) */
function WhatNext({ productId }: { readonly productId: string }) {
  const styles = useStyles()
  const words = useShopWords()
  const { steps, next } = words.order
  return (
    <section aria-labelledby="what-next">
      <Subtitle2 as="h3" id="what-next">
        {next}
      </Subtitle2>
      <ol className={styles.steps}>
        <li>
          <Link to="/licenses/$productId" params={{ productId }}>
            {steps.export}
          </Link>
        </li>
        <li>
          <Link to="/licenses/$productId" params={{ productId }}>
            {steps.assign}
          </Link>
        </li>
        <li>
          <Link to="/products" search={{ productId, channel: 'selfService' }}>
            {steps.ask}
          </Link>
        </li>
      </ol>
    </section>
  )
}
