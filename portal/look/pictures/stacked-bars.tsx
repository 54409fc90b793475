import {
  makeStyles,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components'
import { useId } from 'react'

/** A part of every bar. Its pattern tells it from the others without colour. */
export interface PicturePart {
  readonly id: string
  readonly label: string
  readonly look: 'solid' | 'stripes' | 'dots' | 'empty'
}

export interface PictureBar {
  readonly id: string
  readonly label: string
  /** By part. */
  readonly values: Readonly<Record<string, number>>
}

const useStyles = makeStyles({
  figure: { margin: 0, display: 'grid', gap: tokens.spacingVerticalS, minWidth: 0 },
  picture: { width: '100%', height: 'auto', display: 'block' },
  legend: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalM}`,
    listStyle: 'none',
    margin: 0,
    padding: 0,
    fontSize: tokens.fontSizeBase200,
  },
  entry: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  key: { width: '16px', height: '16px', flexShrink: 0 },
  text: { fontSize: '12px', fill: tokens.colorNeutralForeground1 },
  numeric: {
    textAlign: 'right',
    fontVariantNumeric: 'tabular-nums',
    '& > *': { justifyContent: 'flex-end' },
  },
  scroller: { overflowX: 'auto' },
})

/** About as many as there are pixels, so that its letters are as large as others. */
const width = 400
const labelHeight = 18
const barHeight = 26
const gap = 10

/**
 * Stacked bars, and the same numbers in a table below: what the picture shows at a glance the table says exactly, and to
 * who cannot see it.
 */
export function StackedBars({
  caption,
  parts,
  bars,
  formatted,
}: {
  readonly caption: string
  readonly parts: readonly PicturePart[]
  readonly bars: readonly PictureBar[]
  readonly formatted: (value: number) => string
}) {
  const styles = useStyles()
  const id = useId().replaceAll(':', '')
  const most = Math.max(1, ...bars.map(sum))
  const height = bars.length * (labelHeight + barHeight + gap)
  const shown = parts.filter((part) => bars.some(({ values }) => (values[part.id] ?? 0) > 0))
  return (
    <figure className={styles.figure}>
      <svg viewBox={`0 0 ${width} ${height}`} className={styles.picture} aria-hidden="true" focusable="false">
        <Patterns id={id} />
        {bars.map((bar, place) => (
          <g key={bar.id} transform={`translate(0 ${place * (labelHeight + barHeight + gap)})`}>
            <text className={styles.text} y={labelHeight - 5}>
              {bar.label}
            </text>
            {along(parts, bar, (width - 2) / most).map(({ part, from, length }) => (
              <Part
                key={part.id}
                id={id}
                look={part.look}
                x={from + 1}
                y={labelHeight}
                width={length}
                height={barHeight}
              />
            ))}
          </g>
        ))}
      </svg>
      <ul className={styles.legend} aria-hidden="true">
        {shown.map((part) => (
          <li key={part.id} className={styles.entry}>
            <svg className={styles.key} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
              <Part id={id} look={part.look} x={1} y={1} width={14} height={14} />
            </svg>
            {part.label}
          </li>
        ))}
      </ul>
      <figcaption className={styles.scroller}>
        <Table size="extra-small" aria-label={caption}>
          <TableHeader>
            <TableRow>
              <TableHeaderCell>{caption}</TableHeaderCell>
              {shown.map((part) => (
                <TableHeaderCell key={part.id} className={styles.numeric}>
                  {part.label}
                </TableHeaderCell>
              ))}
            </TableRow>
          </TableHeader>
          <TableBody>
            {bars.map((bar) => (
              <TableRow key={bar.id}>
                <TableCell>{bar.label}</TableCell>
                {shown.map((part) => (
                  <TableCell key={part.id} className={styles.numeric}>
                    {formatted(bar.values[part.id] ?? 0)}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </figcaption>
    </figure>
  )
}

function sum({ values }: PictureBar): number {
  return Object.values(values).reduce((total, value) => total + value, 0)
}

function along(parts: readonly PicturePart[], { values }: PictureBar, scale: number) {
  let from = 0
  return parts.flatMap((part) => {
    const length = (values[part.id] ?? 0) * scale
    const here = { part, from, length }
    from += length
    return length > 0 ? [here] : []
  })
}

function Part({
  id,
  look,
  ...place
}: {
  readonly id: string
  readonly look: PicturePart['look']
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}) {
  const fill = look === 'solid' ? tokens.colorBrandBackground : `url(#${id}-${look})`
  return (
    <rect
      {...place}
      style={{
        fill: look === 'empty' ? tokens.colorNeutralBackground1 : fill,
        stroke: look === 'empty' ? tokens.colorNeutralStrokeAccessible : tokens.colorBrandStroke1,
      }}
      strokeDasharray={look === 'empty' ? '4 3' : undefined}
    />
  )
}

function Patterns({ id }: { readonly id: string }) {
  const background = { fill: tokens.colorNeutralBackground1 }
  return (
    <defs>
      <pattern
        id={`${id}-stripes`}
        width="8"
        height="8"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="8" height="8" style={background} />
        <rect width="4" height="8" style={{ fill: tokens.colorBrandStroke1 }} />
      </pattern>
      <pattern id={`${id}-dots`} width="7" height="7" patternUnits="userSpaceOnUse">
        <rect width="7" height="7" style={background} />
        <circle cx="3.5" cy="3.5" r="1.6" style={{ fill: tokens.colorNeutralForeground2 }} />
      </pattern>
    </defs>
  )
}
