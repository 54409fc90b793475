import { makeStyles, mergeClasses, Spinner, tokens, typographyStyles } from '@fluentui/react-components'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { Count } from './counted.ts'
import { useEndingTerms, useFreeSeats, useLeavers, useRunning, useWaitingRequests } from './queries.ts'
import { useHomeWords } from './words.ts'

const soonDays = 30

const useStyles = makeStyles({
  tiles: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 170px), 1fr))',
    gap: tokens.spacingHorizontalM,
    listStyle: 'none',
    margin: 0,
    padding: 0,
  },
  tile: {
    display: 'grid',
    alignContent: 'start',
    height: '100%',
    boxSizing: 'border-box',
    padding: tokens.spacingHorizontalL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  link: {
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px' },
  },
  number: { ...typographyStyles.title1, fontVariantNumeric: 'tabular-nums' },
  none: { color: tokens.colorNeutralForeground3 },
  what: { textDecorationLine: 'underline', overflowWrap: 'anywhere' },
})

/** Each with its number, and the page where something can be done about it. */
export function Needs() {
  const styles = useStyles()
  const words = useHomeWords()
  const { may } = useSession()
  return (
    <Section title={words.needs}>
      <ul className={styles.tiles}>
        <Operations />
        <Requests />
        {may.readAll && <Leavers />}
        {may.readAll && <Ending />}
        {may.readAll && <Free />}
      </ul>
    </Section>
  )
}

function Operations() {
  const words = useHomeWords()
  const query = useRunning()
  return (
    <>
      <Tile query={query} count={query.data?.running} what={words.running} link={{ to: '/operations' }} />
      {query.data && query.data.attention.count > 0 && (
        <Tile
          query={query}
          count={query.data.attention}
          what={words.attention}
          link={{ to: '/operations' }}
        />
      )}
    </>
  )
}

function Requests() {
  const query = useWaitingRequests()
  return <Tile query={query} count={query.data} what={useHomeWords().requests} link={{ to: '/requests' }} />
}

function Leavers() {
  const query = useLeavers()
  return <Tile query={query} count={query.data} what={useHomeWords().leavers} link={{ to: '/leavers' }} />
}

function Ending() {
  const words = useHomeWords()
  const query = useEndingTerms(soonDays)
  return (
    <Tile
      query={query}
      count={query.data}
      what={(count) => words.ending(count, soonDays)}
      link={{ to: '/products', search: { status: 'Active', sort: 'expires' } }}
    />
  )
}

function Free() {
  const query = useFreeSeats()
  return (
    <Tile
      query={query}
      count={query.data}
      what={useHomeWords().free}
      link={{ to: '/licenses', search: { sort: '-free' } }}
    />
  )
}

function Tile({
  query,
  count,
  what,
  link,
}: {
  readonly query: Pick<UseQueryResult, 'error' | 'refetch'>
  readonly count: Count | undefined
  readonly what: (count: number) => string
  readonly link: Pick<LinkProps, 'to' | 'search'>
}) {
  const styles = useStyles()
  const words = useHomeWords()
  const look = useLookWords()
  const format = useFormat()
  if (!count)
    return (
      <li>
        {query.error ? (
          <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />
        ) : (
          <div className={styles.tile}>
            <Spinner size="small" aria-label={look.loading} />
          </div>
        )}
      </li>
    )
  const number = format.number(count.count)
  return (
    <li>
      <Link {...link} className={mergeClasses(styles.tile, styles.link)}>
        <span className={mergeClasses(styles.number, count.count === 0 && styles.none)}>
          {count.more ? words.some(number) : number}
        </span>{' '}
        <span className={styles.what}>{what(count.count)}</span>
      </Link>
    </li>
  )
}
