import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { Outlet, useMatches } from '@tanstack/react-router'
import { Suspense, useEffect, useRef } from 'react'
import { besideFrom } from '../look/beside-pane.tsx'
import { useMedia } from '../look/theme.tsx'
import { ProductsPage } from './products-page.tsx'

const useStyles = makeStyles({
  layout: { display: 'grid', gap: tokens.spacingHorizontalL, alignItems: 'start', minWidth: 0 },
  beside: { gridTemplateColumns: 'minmax(0, 1fr) minmax(440px, 44%)' },
})

/** The list, and beside it, or in its place where there is no room, what of it is open. */
export function ProductsLayout() {
  const styles = useStyles()
  const isWide = useMedia(besideFrom)
  const openId = useMatches({ select: (matches) => matches.map(({ params }) => idOf(params)).find(Boolean) })
  const place = useFocusOnRow(openId)
  const isOpen = openId !== undefined
  return (
    <div ref={place} className={mergeClasses(styles.layout, isOpen && isWide && styles.beside)}>
      {(!isOpen || isWide) && <ProductsPage openId={openId} />}
      {isOpen && (
        <Suspense>
          <Outlet />
        </Suspense>
      )}
    </div>
  )
}

/** Whoever closes what a row has opened goes on from that row. */
function useFocusOnRow(openId: string | undefined) {
  const place = useRef<HTMLDivElement>(null)
  const before = useRef(openId)
  useEffect(() => {
    const closed = openId === undefined ? before.current : undefined
    before.current = openId
    if (closed === undefined) return
    // After the page, which takes the focus when it is new.
    const frame = requestAnimationFrame(() => {
      const row = place.current?.querySelector<HTMLElement>(`[data-row-id="${CSS.escape(closed)}"]`)
      row?.focus()
    })
    return () => cancelAnimationFrame(frame)
  }, [openId])
  return place
}

function idOf(params: unknown): string | undefined {
  return (params as { readonly id?: string }).id
}
