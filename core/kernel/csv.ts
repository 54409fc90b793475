/** The first row of the export of licensed users; its order is part of the API. */
export const usersExportHeader = ['userId', 'userPrincipalName', 'displayName', 'subscriptionId'] as const

/** One row of a CSV file (RFC 4180), its line end included; no cell can become a formula when somebody opens it. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

/**
 * Spreadsheets run what starts like a formula, also in full-width forms and after a tab or a line break:
 * https://owasp.org/www-community/attacks/CSV_Injection. An apostrophe makes it text.
 */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/

function cell(value: string): string {
  const harmless = formulaStart.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
