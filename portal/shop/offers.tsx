import { makeStyles, tokens } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { useFormat } from '../look/format.ts'
import { StatusBadge } from '../look/status-badge.tsx'
import type { CatalogueSearch } from './addresses.ts'
import { isOpen, mayBeAskedFor, type Offered, offersOf } from './ways.ts'
import { useShopWords } from './words.ts'

const useStyles = makeStyles({
  offers: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM, alignItems: 'center' },
  link: { minHeight: '24px', display: 'inline-flex', alignItems: 'center' },
})

/** What somebody can do about a product, or what stands in the way and whom to ask. (R148) */
export function Offers({ row, mayOrder }: { readonly row: Offered; readonly mayOrder: boolean }) {
  const styles = useStyles()
  const words = useShopWords()
  const format = useFormat()
  const offers = offersOf(row, mayOrder)
  const open = offers.filter((offer) => isOpen(offer, row))
  if (open.length > 0)
    return (
      <div className={styles.offers}>
        {open.map(({ channel }) => (
          <Link
            key={channel}
            className={styles.link}
            to="/shop/$productId"
            params={{ productId: row.id }}
            search={(before: CatalogueSearch) => ({ way: channel, country: before.country })}
            aria-label={`${words.ways[channel]}: ${row.displayName}`}
          >
            {words.ways[channel]}
          </Link>
        ))}
      </div>
    )
  const reasons = offers[0]?.reasons ?? []
  const [reason] = reasons
  const isSoon = reason === undefined || reason.code === 'NotYetAvailable'
  return (
    <div className={styles.offers}>
      <StatusBadge kind="neutral">
        {isSoon
          ? words.fromDay(format.day(row.availableFrom))
          : (words.why[reason?.code ?? ''] ?? words.notForYou)}
      </StatusBadge>
      {!isSoon && mayBeAskedFor(reasons) && (
        <Link
          className={styles.link}
          to="/my-requests/new"
          search={{ productId: row.id }}
          aria-label={words.askFor(row.displayName)}
        >
          {words.ask}
        </Link>
      )}
    </div>
  )
}
