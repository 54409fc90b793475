/**
 * One row of a CSV file (RFC 4180), its line end included; no cell can become a formula when somebody opens it. Every
 * cell is quoted, since a program may take the semicolon of its country for what stands between cells.
 */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

/**
 * Spreadsheets run what starts like a formula, also in full-width forms, and where they take a semicolon, a tab or a
 * line break within a cell for the end of it: https://owasp.org/www-community/attacks/CSV_Injection. An apostrophe makes
 * it text.
 */
const formulaStart = /(?<=^|[;\t\r\n])(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])/g

function cell(value: string): string {
  return `"${value.replace(formulaStart, "'").replaceAll('"', '""')}"`
}
