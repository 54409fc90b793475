import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../shell/root-route.tsx'
import { catalogueSearch, productSearch } from './addresses.ts'

const catalogue = createRoute({
  getParentRoute: () => rootRoute,
  path: '/shop',
  validateSearch: catalogueSearch,
  component: lazyRouteComponent(() => import('./catalogue-page.tsx'), 'CataloguePage'),
})

const product = createRoute({
  getParentRoute: () => rootRoute,
  path: '/shop/$productId',
  validateSearch: productSearch,
  component: lazyRouteComponent(() => import('./product-page.tsx'), 'ProductPage'),
})

export const shopRoutes = [catalogue, product] as const
