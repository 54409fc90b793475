import { useMemo, useState } from 'react'
import { keepText, keptText } from '../kept.ts'
import type { Column } from './column.ts'

/** The columns that this browser shows of a table; the first is always there. */
export function useChosenColumns<Row>(tableId: string, columns: readonly Column<Row>[]) {
  const key = `columns:${tableId}`
  const [kept, setKept] = useState<readonly string[] | undefined>(() => read(key))
  const shown = useMemo(
    () => columns.filter(({ id, hidden }, place) => place === 0 || (kept ? kept.includes(id) : !hidden)),
    [columns, kept],
  )
  const choose = (ids: readonly string[]) => {
    keepText(key, JSON.stringify(ids))
    setKept(ids)
  }
  return { columns: shown, choose }
}

function read(key: string): readonly string[] | undefined {
  try {
    const kept: unknown = JSON.parse(keptText(key) ?? 'null')
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : undefined
  } catch {
    return undefined
  }
}
