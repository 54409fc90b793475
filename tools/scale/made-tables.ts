/** Tables that a program makes, in a page that people write: each between two marks that name it. */
export type MadeTables = Readonly<Record<string, string>>

const begin = (name: string) => `<!-- made: ${name} -->`
const end = '<!-- end -->'

/** The page with these tables in the place of those that are there. Throws for one that the page has no place for. */
export function withTables(page: string, tables: MadeTables): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const [before, after] = around(text, name)
    return `${before}${begin(name)}\n${table}\n${end}${after}`
  }, page)
}

/** The table of that name as it stands in the page. */
export function tableIn(page: string, name: string): string {
  const [before, after] = around(page, name)
  return page.slice(before.length + begin(name).length, page.length - after.length - end.length).trim()
}

function around(page: string, name: string): readonly [before: string, after: string] {
  const from = page.indexOf(begin(name))
  const to = page.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`The page has no place for the table ${name}.`)
  return [page.slice(0, from), page.slice(to + end.length)]
}

/** In Markdown, figures to the right. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/** Three digits that count, or all before the point. */
export function figure(value: number): string {
  if (value === 0) return '0'
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(digits, 4) })
}

/** The value that so many per cent of all do not exceed; they are in order. */
export function percentile(inOrder: readonly number[], percent: number): number {
  const value = inOrder[Math.max(0, Math.ceil((percent / 100) * inOrder.length) - 1)]
  if (value === undefined) throw new Error('There is no percentile of nothing.')
  return value
}
