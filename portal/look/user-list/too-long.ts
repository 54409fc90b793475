/** As many as the API takes in one list. (B12) */
export const rowsMax = 100_000
/** What it takes of one in a body, less some room for what stands around it. */
const bytesMax = 5 * 1024 * 1024 - 1_024

/** Whether the API would not even look at it. */
export function isTooLong(rows: readonly string[]): boolean {
  return rows.length > rowsMax || new TextEncoder().encode(JSON.stringify(rows)).length > bytesMax
}
