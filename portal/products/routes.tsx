import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { productsLayout } from './layout-route.tsx'

const list = createRoute({ getParentRoute: () => productsLayout, path: '/products' })

const subscription = createRoute({
  getParentRoute: () => productsLayout,
  path: '/subscriptions/$id',
  component: lazyRouteComponent(() => import('./subscription-page.tsx'), 'SubscriptionPage'),
})

export const productsRoutes = [productsLayout.addChildren([list, subscription])] as const
