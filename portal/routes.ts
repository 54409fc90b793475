import { homeRoutes } from './home/routes.tsx'
import { licensesRoutes } from './licenses/routes.tsx'
import { operationsRoutes } from './operations/routes.tsx'
import { policiesRoutes } from './policies/routes.tsx'
import { productsLayout } from './products/layout-route.tsx'
import { productsPages } from './products/routes.tsx'
import { rootRoute } from './shell/root-route.tsx'
import { takeOverRoutesIn } from './take-over/routes.tsx'

/** What of a product is open stands beside the list, whichever feature shows it. */
const products = productsLayout.addChildren([...productsPages, ...takeOverRoutesIn(productsLayout)])

/** All pages: a line a feature. */
export const routeTree = rootRoute.addChildren([
  ...homeRoutes,
  products,
  ...operationsRoutes,
  ...policiesRoutes,
  ...licensesRoutes,
])
