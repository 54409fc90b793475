import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** What the cell says as text: for search, CSV and, without `cell`, for the cell itself. */
  readonly text: (row: Row) => string
  readonly cell?: (row: Row) => ReactNode
  /** Sorts by it; a column without it is sorted by its text, and `false` is not sorted at all. */
  readonly sortBy?: ((row: Row) => string | number) | false
  readonly numeric?: boolean
  /** Its share of the width; 1 where nothing is said. */
  readonly grow?: number
  /** Among the three fields of a row's card on a narrow screen; the first column is its heading. */
  readonly onCard?: boolean
  /** Not shown until somebody chooses it. */
  readonly hidden?: boolean
}

/** Which rows, in which order: what stands in the address. `-expires` is descending. */
export interface Arranged {
  readonly q?: string | undefined
  readonly sort?: string | undefined
}

export function arrange<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { q, sort }: Arranged,
  locale: string,
): readonly Row[] {
  const found = q ? searched(rows, columns, q, locale) : rows
  const column = sort === undefined ? undefined : columns.find(({ id }) => id === sort.replace(/^-/, ''))
  if (!column || column.sortBy === false) return found
  const by = column.sortBy ?? column.text
  const collator = new Intl.Collator(locale, { numeric: true })
  const sign = sort?.startsWith('-') ? -1 : 1
  return found
    .map((row) => ({ row, key: by(row) }))
    .sort(({ key: a }, { key: b }) =>
      typeof a === 'number' && typeof b === 'number'
        ? sign * (a - b)
        : sign * collator.compare(`${a}`, `${b}`),
    )
    .map(({ row }) => row)
}

/** Every word has to be in some cell, whatever its case and accents. */
function searched<Row>(rows: readonly Row[], columns: readonly Column<Row>[], q: string, locale: string) {
  const words = plain(q, locale).split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    const text = plain(columns.map((column) => column.text(row)).join('\n'), locale)
    return words.every((word) => text.includes(word))
  })
}

function plain(text: string, locale: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase(locale)
}
