import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../shell/lazy-page.ts'
import { productsLayout } from './layout-route.tsx'

const list = createRoute({ getParentRoute: () => productsLayout, path: '/products' })

const subscription = createRoute({
  getParentRoute: () => productsLayout,
  path: '/subscriptions/$id',
  component: lazyPage(() => import('./subscription-page.tsx'), 'SubscriptionPage'),
})

export const productsRoutes = [productsLayout.addChildren([list, subscription])] as const
