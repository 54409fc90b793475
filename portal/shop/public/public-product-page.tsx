import { Card, makeStyles, Spinner, Subtitle2, Text, tokens } from '@fluentui/react-components'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useFormat } from '../../look/format.ts'
import { LinkButton } from '../../look/link-button.tsx'
import { useLookWords } from '../../look/look-words.ts'
import { Page } from '../../look/page.tsx'
import { ProblemPanel } from '../../look/problem-panel.tsx'
import { StatusBadge } from '../../look/status-badge.tsx'
import { NotFound } from '../../shell/edges.tsx'
import { AboutProduct } from '../about-product.tsx'
import { isOpen, type Offer, offersOf } from '../ways.ts'
import { useShopWords } from '../words.ts'
import { CountryChoice } from './country-choice.tsx'
import { Precheck } from './precheck.tsx'
import { likelyCountry, type PublicProduct, usePublicProducts } from './public-queries.ts'

const useStyles = makeStyles({
  sides: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(240px, 320px)',
    gap: tokens.spacingHorizontalXL,
    alignItems: 'start',
    '@media (max-width: 1000px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  main: { display: 'grid', gap: tokens.spacingVerticalL, minWidth: 0 },
  ways: { margin: 0, paddingLeft: '20px', display: 'grid', gap: tokens.spacingVerticalS },
})

/** A product and its price, and the first step to have it: whether one's organisation can. (R136, R137, R181) */
export function PublicProductPage() {
  const styles = useStyles()
  const words = useShopWords()
  const look = useLookWords()
  const { productId } = useParams({ from: '/shop/$productId' })
  const search = useSearch({ from: '/shop/$productId' })
  const navigate = useNavigate()
  const country = search.country ?? likelyCountry()
  const list = usePublicProducts(country)
  const product = list.rows.find(({ id }) => id === productId)
  if (!product && list.problem !== undefined)
    return <ProblemPanel problem={list.problem} onTryAgain={list.tryAgain} />
  if (!product && (list.isLoading || list.isFilling)) return <Spinner label={look.loading} />
  if (!product) return <NotFound />
  return (
    <Page title={product.displayName} about={words.title}>
      <div className={styles.sides}>
        <div className={styles.main}>
          <Prices product={product} />
          <CountryChoice
            country={country}
            onChange={(chosen) =>
              void navigate({
                to: '/shop/$productId',
                params: { productId },
                search: { ...search, country: chosen },
                replace: true,
              })
            }
          />
          <Precheck product={product} />
          <div>
            <LinkButton appearance="subtle" to="/shop" search={{ country: search.country }}>
              {words.toCatalogue}
            </LinkButton>
          </div>
        </div>
        <AboutProduct product={product} />
      </div>
    </Page>
  )
}

function Prices({ product }: { readonly product: PublicProduct }) {
  const styles = useStyles()
  const words = useShopWords()
  const format = useFormat()
  const offers = offersOf(product, false)
  const isSoon = offers.every((offer) => !isOpen(offer, product))
  return (
    <Card>
      <Subtitle2 as="h2">{words.quote.caption}</Subtitle2>
      {isSoon && (
        <div>
          <StatusBadge kind="neutral">{words.fromDay(format.day(product.availableFrom))}</StatusBadge>
        </div>
      )}
      <ul className={styles.ways}>
        {offers.map((offer) => (
          <li key={offer.channel}>
            <Price offer={offer} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Price({ offer: { channel, unitPrice, billingTermMonths } }: { readonly offer: Offer }) {
  const words = useShopWords()
  const format = useFormat()
  const isFree = channel === 'trial' || channel === 'signUp'
  return (
    <>
      {words.wayLong[channel]}
      <br />
      <Text size={200}>
        {isFree
          ? words.wayFree[channel]
          : words.each(format.money(unitPrice), words.months(billingTermMonths))}
      </Text>
    </>
  )
}
