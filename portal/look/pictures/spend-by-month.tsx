import { makeStyles, tokens } from '@fluentui/react-components'
import { useId } from 'react'
import { useFormat } from '../format.ts'
import { useLookWords } from '../look-words.ts'
import { narrow, useMedia } from '../theme.tsx'
import type { SpendChannel, SpendOfMonth } from './spend-of-months.ts'
import { scaleOf, stacked } from './stack.ts'

const channels = ['selfService', 'central'] as const satisfies readonly SpendChannel[]

const useStyles = makeStyles({
  figure: {
    margin: 0,
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)',
    gap: tokens.spacingHorizontalXL,
    alignItems: 'start',
    padding: tokens.spacingHorizontalM,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    '@media (max-width: 1000px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  picture: { width: '100%', height: 'auto', display: 'block' },
  text: { fontSize: '11px', fill: tokens.colorNeutralForeground2 },
  line: { stroke: tokens.colorNeutralStroke3 },
  zero: { stroke: tokens.colorNeutralStrokeAccessible },
  bar: { stroke: tokens.colorBrandStroke1 },
  legend: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalL}`,
    listStyle: 'none',
    margin: `${tokens.spacingVerticalS} 0 0`,
    padding: 0,
  },
  entry: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  scroller: { overflowX: 'auto' },
  table: {
    borderCollapse: 'collapse',
    width: '100%',
    fontVariantNumeric: 'tabular-nums',
    '@media (max-width: 640px)': { fontSize: tokens.fontSizeBase200 },
    '& th, & td': {
      padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalXS}`,
      textAlign: 'right',
      fontWeight: tokens.fontWeightRegular,
      borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
      whiteSpace: 'nowrap',
    },
    '& th:first-child': { textAlign: 'left' },
    '& thead th': { fontWeight: tokens.fontWeightSemibold },
  },
})

/** Letters stay as large as they are, so there is less room beside them on a narrow screen. */
const sizes = {
  wide: { width: 720, height: 280, left: 64, bottom: 28, top: 8 },
  narrow: { width: 360, height: 220, left: 52, bottom: 28, top: 8 },
}
const barShare = 0.62

/** What was spent month by month, by the way in which it was bought, and the same numbers in a table beside. (B19) */
export function SpendByMonth({
  caption,
  currency,
  months,
  spend,
}: {
  readonly caption: string
  readonly currency: string
  /** As `2026-11`, each once, in their order. */
  readonly months: readonly string[]
  readonly spend: ReadonlyMap<string, SpendOfMonth>
}) {
  const styles = useStyles()
  const words = useLookWords()
  const format = useFormat()
  const money = (amount: number) => format.money({ amount, currency })
  return (
    <figure className={styles.figure}>
      <div>
        <Bars currency={currency} months={months} spend={spend} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys, too */}
      <figcaption className={styles.scroller} tabIndex={0}>
        <table className={styles.table} aria-label={caption}>
          <thead>
            <tr>
              <th scope="col">{words.month}</th>
              {channels.map((channel) => (
                <th scope="col" key={channel}>
                  {words.spendChannels[channel]}
                </th>
              ))}
              <th scope="col">{words.total}</th>
            </tr>
          </thead>
          <tbody>
            {months.map((month) => {
              const values = spend.get(month) ?? {}
              return (
                <tr key={month}>
                  <th scope="row">{format.month(month)}</th>
                  {channels.map((channel) => (
                    <td key={channel}>{money(values[channel] ?? 0)}</td>
                  ))}
                  <td>{money(totalOf(values))}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </figcaption>
    </figure>
  )
}

function Bars({
  currency,
  months,
  spend,
}: {
  readonly currency: string
  readonly months: readonly string[]
  readonly spend: ReadonlyMap<string, SpendOfMonth>
}) {
  const styles = useStyles()
  const words = useLookWords()
  const format = useFormat()
  const id = useId().replaceAll(':', '')
  const size = useMedia(narrow) ? sizes.narrow : sizes.wide
  const bars = months.map((month) => ({ month, parts: stacked(channels, spend.get(month) ?? {}) }))
  const ends = bars.flatMap(({ parts }) => parts.map(({ to }) => to))
  const scale = scaleOf(Math.min(0, ...ends), Math.max(0, ...ends))
  const [least = 0, most = 0] = [scale[0], scale.at(-1)]
  const height = size.height - size.bottom - size.top
  const yOf = (amount: number) => size.top + height * (most === least ? 1 : (most - amount) / (most - least))
  const slot = (size.width - size.left) / Math.max(1, months.length)
  const fill = { selfService: tokens.colorBrandBackground, central: `url(#${id}-stripes)` }
  return (
    <>
      {/* The table beside says the same to who cannot see it. */}
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        className={styles.picture}
        aria-hidden="true"
        focusable="false"
      >
        <Stripes id={`${id}-stripes`} />
        {scale.map((amount) => (
          <g key={amount}>
            <line
              x1={size.left}
              x2={size.width}
              y1={yOf(amount)}
              y2={yOf(amount)}
              className={amount === 0 ? styles.zero : styles.line}
            />
            <text x={size.left - 8} y={yOf(amount) + 4} textAnchor="end" className={styles.text}>
              {format.moneyShort({ amount, currency })}
            </text>
          </g>
        ))}
        {bars.map(({ month, parts }, place) => (
          <g key={month} transform={`translate(${size.left + place * slot} 0)`}>
            {parts.map(({ id: part, from, to }) => (
              <rect
                key={part}
                x={(slot * (1 - barShare)) / 2}
                width={slot * barShare}
                y={Math.min(yOf(from), yOf(to))}
                height={Math.abs(yOf(from) - yOf(to))}
                style={{ fill: fill[part] }}
                className={styles.bar}
              />
            ))}
            <text x={slot / 2} y={size.height - 8} textAnchor="middle" className={styles.text}>
              {format.monthShort(month)}
            </text>
          </g>
        ))}
      </svg>
      <ul className={styles.legend} aria-hidden="true">
        {channels.map((channel) => (
          <li key={channel} className={styles.entry}>
            <svg width="16" height="16" aria-hidden="true" focusable="false">
              <Stripes id={`${id}-${channel}`} />
              <rect
                x="1"
                y="1"
                width="14"
                height="14"
                style={{ fill: channel === 'central' ? `url(#${id}-${channel})` : fill[channel] }}
                className={styles.bar}
              />
            </svg>
            {words.spendChannels[channel]}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Tells a part from the others where colours do not. */
function Stripes({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="8" height="8" style={{ fill: tokens.colorNeutralBackground1 }} />
        <rect width="3" height="8" style={{ fill: tokens.colorBrandStroke1 }} />
      </pattern>
    </defs>
  )
}

function totalOf(values: SpendOfMonth): number {
  return channels.reduce((sum, channel) => sum + (values[channel] ?? 0), 0)
}
