import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../shell/lazy-page.ts'
import { rootRoute } from '../shell/root-route.tsx'
import { catalogueSearch, productSearch } from './addresses.ts'

const catalogue = createRoute({
  getParentRoute: () => rootRoute,
  path: '/shop',
  validateSearch: catalogueSearch,
  component: lazyPage(() => import('./catalogue-page.tsx'), 'CataloguePage'),
})

const product = createRoute({
  getParentRoute: () => rootRoute,
  path: '/shop/$productId',
  validateSearch: productSearch,
  component: lazyPage(() => import('./product-page.tsx'), 'ProductPage'),
})

export const shopRoutes = [catalogue, product] as const
