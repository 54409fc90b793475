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

/**
 * Whom a list names that somebody pasted or chose as a file: of each row the first of the columns for people that is not
 * empty, or the first column where no header tells which these are. Blank lines are left out.
 */
export function usersIn(text: string): string[] {
  const { data } = Papa.parse<string[]>(text.replace(/^\ufeff/, ''), { skipEmptyLines: 'greedy' })
  const rows = data.map((row) => row.map((cell) => cell.trim()))
  const columns = columnsOfUsers(rows[0] ?? [])
  const people = columns.length === 0 ? rows.map(([first]) => first) : rows.slice(1).map(named(columns))
  return people.filter((cell): cell is string => cell !== undefined && cell !== '')
}

const named = (columns: readonly number[]) => (row: readonly string[]) =>
  columns.map((column) => row[column]).find(Boolean)

/** An object id tells more than a name to sign in with, and that more than an address. */
function columnsOfUsers(header: readonly string[]): readonly number[] {
  return headers.flatMap((name) => {
    const place = header.findIndex((cell) => name.test(cell))
    return place < 0 ? [] : [place]
  })
}

/** Only what cannot be a person: one who is left out for a header would be missed by nobody. */
const headers = [
  /^(?:object|user|gebruikers?)[ _-]?id$/i,
  /^(?:user[ _-]?principal[ _-]?name|upn|(?:user|gebruikers)[ _-]?na(?:me|am))$/i,
  /^e-?mail(?:[ _-]?ad(?:d?ress?|res))?$/i,
  /^id$/i,
]
