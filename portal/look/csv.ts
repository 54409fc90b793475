import Papa from 'papaparse'

/**
 * A table as CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe before it, as the
 * API's own exports do.
 */
export function csvOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const data = rows.map((row) => row.map(harmless))
  return Papa.unparse({ fields: header.map(harmless), data }, { quotes: true })
}

/** At the start of a cell, and after what some program takes for the end of one. */
const formula = /(?<=^|[;\t\r\n])(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])/g

function harmless(cell: string): string {
  return cell.replace(formula, "'")
}

/** Hands a file to the browser. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

export function downloadCsv(
  name: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  // The mark tells spreadsheets that it is UTF-8.
  download(name, new Blob(['\ufeff', csvOf(header, rows)], { type: 'text/csv;charset=utf-8' }))
}

/** The first column of a list that somebody pasted or chose as a file; a header and blank lines are left out. */
export function firstColumn(text: string): string[] {
  const { data } = Papa.parse<string[]>(text.replace(/^\ufeff/, ''), { skipEmptyLines: 'greedy' })
  const cells = data.map(([first]) => (first ?? '').trim()).filter((cell) => cell !== '')
  return header.test(cells[0] ?? '') ? cells.slice(1) : cells
}

/** Only what cannot be a person: one who is left out for a header would be missed by nobody. */
const header =
  /^(?:(?:object|user|gebruikers?)?[ _-]?id|user[ _]?principal[ _]?name|upn|(?:user|gebruikers)[ _-]?na(?:me|am)|e-?mail(?:[ _-]?ad(?:d?ress?|res))?)$/i
