import { Skeleton, SkeletonItem, TableCell, TableRow } from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { useLookWords } from '../look-words.ts'

const shownAfterMs = 150

/** The shape of what is coming; nothing at all where it comes at once. */
export function RowSkeletons({ columns }: { readonly columns: number }) {
  const words = useLookWords()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), shownAfterMs)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return ['a', 'b', 'c', 'd', 'e'].map((row) => (
    <TableRow key={row}>
      <TableCell role="gridcell">
        <Skeleton aria-label={words.loading} style={{ display: 'flex', gap: 24, width: '100%' }}>
          {Array.from({ length: columns }, (_none, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: nothing distinguishes one from another
            <SkeletonItem key={column} style={{ flex: 1 }} />
          ))}
        </Skeleton>
      </TableCell>
    </TableRow>
  ))
}
