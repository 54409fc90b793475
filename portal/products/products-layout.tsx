import { makeStyles, tokens } from '@fluentui/react-components'
import { Outlet, useMatches } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useMedia } from '../look/theme.tsx'
import { ProductsPage } from './products-page.tsx'

const useStyles = makeStyles({
  beside: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(420px, 38%)',
    gap: tokens.spacingHorizontalL,
    alignItems: 'start',
  },
})

/** The list, and beside it, or in its place where there is no room, what of it is open. */
export function ProductsLayout() {
  const styles = useStyles()
  const isWide = useMedia('(min-width: 1024px)')
  const openId = useMatches({ select: (matches) => matches.map(({ params }) => idOf(params)).find(Boolean) })
  if (openId === undefined) return <ProductsPage openId={undefined} />
  const pane = (
    <Suspense>
      <Outlet />
    </Suspense>
  )
  if (!isWide) return pane
  return (
    <div className={styles.beside}>
      <ProductsPage openId={openId} />
      {pane}
    </div>
  )
}

function idOf(params: unknown): string | undefined {
  return (params as { readonly id?: string }).id
}
