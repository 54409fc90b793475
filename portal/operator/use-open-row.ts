import { useRef } from 'react'

/** The row that is shown in full: as it was last seen, once the list has moved on without it. */
export function useOpenRow<Row>(
  rows: readonly Row[],
  openId: string | undefined,
  idOf: (row: Row) => string,
): Row | undefined {
  const seen = useRef<Row>(undefined)
  if (openId === undefined) return undefined
  const found = rows.find((row) => idOf(row) === openId)
  if (found) seen.current = found
  return seen.current && idOf(seen.current) === openId ? seen.current : undefined
}
