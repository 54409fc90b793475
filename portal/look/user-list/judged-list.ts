/** As many as the API takes in one list. (B12) */
export const rowsMax = 100_000
/** What it takes of one in a body, less some room for what stands around it. */
const bytesMax = 5 * 1024 * 1024 - 1_024

/** A row of a list that something seems to be wrong with, counted from 1. */
export interface OddRow {
  readonly row: number
  readonly text: string
  /** The row that says the same; absent where the text is that of no user. */
  readonly sameAs?: number
}

export interface JudgedList {
  /** How many users it seems to name, each once. */
  readonly users: number
  readonly unknown: readonly OddRow[]
  readonly duplicates: readonly OddRow[]
  readonly isTooLong: boolean
}

/** What can be seen of a list before it is sent. Who these people are the API alone knows. */
export function judgedList(rows: readonly string[]): JudgedList {
  const seen = new Map<string, number>()
  const unknown: OddRow[] = []
  const duplicates: OddRow[] = []
  for (const [place, text] of rows.entries()) {
    const row = place + 1
    const same = text.toLowerCase()
    const sameAs = seen.get(same)
    if (!looksLikeUser(text)) unknown.push({ row, text })
    else if (sameAs !== undefined) duplicates.push({ row, text, sameAs })
    else seen.set(same, row)
  }
  const bytes = new TextEncoder().encode(JSON.stringify(rows)).length
  return { users: seen.size, unknown, duplicates, isTooLong: rows.length > rowsMax || bytes > bytesMax }
}

const objectId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const userName = /^[^@\s]+@[^@\s]+$/

function looksLikeUser(text: string): boolean {
  return objectId.test(text) || userName.test(text)
}
