import { Card, makeStyles, Radio, RadioGroup, Subtitle2, tokens } from '@fluentui/react-components'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useFormat } from '../look/format.ts'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { AboutProduct } from './about-product.tsx'
import { FreeForm } from './free-form.tsx'
import { NotForYou } from './not-for-you.tsx'
import { type Product, useProduct } from './queries.ts'
import { isOpen, type Offer, offersOf, type Way } from './ways.ts'
import { useShopWords } from './words.ts'

const BuyForm = lazy(async () => ({ default: (await import('./buy-form.tsx')).BuyForm }))
const OrderForm = lazy(async () => ({ default: (await import('./order-form.tsx')).OrderForm }))

const useStyles = makeStyles({
  sides: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(240px, 320px)',
    gap: tokens.spacingHorizontalXL,
    alignItems: 'start',
    '@media (max-width: 1000px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  main: { display: 'grid', gap: tokens.spacingVerticalL, minWidth: 0 },
})

/** A product, and whatever way somebody takes to it. */
export function ProductPage() {
  const styles = useStyles()
  const words = useShopWords()
  const { productId } = useParams({ from: '/shop/$productId' })
  const query = useProduct(productId)
  const product = query.data
  return (
    <Page title={product?.displayName ?? words.title} about={product && words.title}>
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {product && (
        <div className={styles.sides}>
          <div className={styles.main}>
            <Checkout key={product.id} product={product} />
          </div>
          <AboutProduct product={product} />
        </div>
      )}
    </Page>
  )
}

function Checkout({ product }: { readonly product: Product }) {
  const words = useShopWords()
  const { may } = useSession()
  const search = useSearch({ from: '/shop/$productId' })
  const navigate = useNavigate()
  const offers = offersOf(product, may.administer)
  const open = offers.filter((offer) => isOpen(offer, product))
  const wanted = search.order ? 'central' : search.fromTrial ? 'selfService' : search.way
  const offer = offers.find(({ channel }) => channel === wanted) ?? open[0] ?? offers[0]
  if (!offer) return <NotForYou product={product} reasons={[]} />
  const choose = (way: Way) =>
    void navigate({ to: '.', search: (before) => ({ ...before, way, order: undefined }), replace: true })
  return (
    <>
      {offers.length > 1 && !search.fromTrial && (
        <Card>
          <Subtitle2 as="h2" id="ways">
            {words.howToGet}
          </Subtitle2>
          <RadioGroup
            aria-labelledby="ways"
            value={offer.channel}
            onChange={(_event, data) => choose(data.value as Way)}
          >
            {offers.map((each) => (
              <Radio key={each.channel} value={each.channel} label={<WayLabel offer={each} />} />
            ))}
          </RadioGroup>
        </Card>
      )}
      {isOpen(offer, product) ? (
        <Suspense>
          {offer.channel === 'selfService' ? (
            <BuyForm product={product} offer={offer} fromTrial={search.fromTrial} />
          ) : offer.channel === 'central' ? (
            <OrderForm product={product} offer={offer} orderId={search.order} />
          ) : (
            <FreeForm key={offer.channel} product={product} way={offer.channel} />
          )}
        </Suspense>
      ) : (
        <NotForYou product={product} reasons={offer.reasons ?? []} />
      )}
    </>
  )
}

function WayLabel({ offer }: { readonly offer: Offer }) {
  const words = useShopWords()
  const format = useFormat()
  const { channel, unitPrice, billingTermMonths } = offer
  return (
    <>
      {words.wayLong[channel]}
      <br />
      <small>
        {channel === 'trial' || channel === 'signUp'
          ? words.wayFree[channel]
          : words.each(format.money(unitPrice), words.months(billingTermMonths))}
      </small>
    </>
  )
}
