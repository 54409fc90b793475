import { once } from 'node:events'
import { padded, plain, plainJson, widthOf } from './plain-text.ts'
import type { Surroundings } from './surroundings.ts'

export interface Column<Row> {
  readonly title: string
  readonly of: (row: Row) => string | number | undefined
  /** Numbers stand on the right. */
  readonly right?: boolean
}

export type Fields = readonly (readonly [title: string, value: string | number | undefined])[]

/** What a command gives out: for people lines, with --json one JSON value and nothing else. */
export interface Print {
  readonly isJson: boolean
  /** Every row of every page. Cut off in the middle the JSON is not well formed: nobody takes it for the whole. */
  rows<Row>(
    pages: AsyncIterable<readonly Row[]>,
    columns: readonly Column<Row>[],
    none: string,
  ): Promise<void>
  thing(value: unknown, fields: Fields): Promise<void>
  /** For people alone, beside what is given out; with --json nothing. */
  tell(line: string): void
}

export function printer({ stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>, isJson: boolean): Print {
  const write = async (text: string) => {
    if (!stdout.write(text)) await once(stdout, 'drain')
  }
  return {
    isJson,
    async rows(pages, columns, none) {
      if (isJson) return jsonRows(pages, write)
      let widths: readonly number[] | undefined
      for await (const rows of pages) {
        if (rows.length === 0) continue
        const cells = rows.map((row) => columns.map(({ of }) => plain(String(of(row) ?? ''))))
        const titles = columns.map(({ title }) => title)
        if (!widths) {
          widths = columns.map((_, at) =>
            Math.max(...[titles, ...cells].map((line) => widthOf(line[at] ?? ''))),
          )
          await write(`${lineOf(titles, widths, columns)}\n`)
        }
        for (const line of cells) await write(`${lineOf(line, widths, columns)}\n`)
      }
      if (!widths) stderr.write(`${none}\n`)
    },
    async thing(value, fields) {
      if (isJson) return write(`${plainJson(value, 2)}\n`)
      const shown = fields.flatMap(([title, value]) =>
        value === undefined ? [] : [[title, plain(String(value))] as const],
      )
      const width = Math.max(0, ...shown.map(([title]) => title.length)) + 2
      for (const [title, value] of shown) await write(`${title.padEnd(width)}${value}\n`)
    },
    tell(line) {
      if (isJson) return
      stderr.write(`${line.split('\n').map(plain).join('\n')}\n`)
    },
  }
}

async function jsonRows(
  pages: AsyncIterable<readonly unknown[]>,
  write: (text: string) => Promise<void>,
): Promise<void> {
  let before = '[\n'
  for await (const rows of pages) {
    for (const row of rows) {
      await write(before + plainJson(row))
      before = ',\n'
    }
  }
  await write(before === ',\n' ? '\n]\n' : '[]\n')
}

function lineOf(
  cells: readonly string[],
  widths: readonly number[],
  columns: readonly { right?: boolean }[],
) {
  return cells
    .map((cell, at) => padded(cell, widths[at] ?? 0, columns[at]?.right))
    .join('  ')
    .trimEnd()
}

/** Minor units as people write them. */
export function money({ amount, currency }: { readonly amount: number; readonly currency: string }): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(amount / 10 ** digits).replaceAll('\u00a0', ' ')
}
