import { customersRoutes } from './customers/routes.tsx'
import { homeRoutes } from './home/routes.tsx'
import { leaversRoutes } from './leavers/routes.tsx'
import { licensesRoutes } from './licenses/routes.tsx'
import { operationsRoutes } from './operations/routes.tsx'
import { operatorRoutes } from './operator/routes.tsx'
import { organizationRoutes } from './organisation/routes.tsx'
import { policiesRoutes } from './policies/routes.tsx'
import { productsRoutes } from './products/routes.tsx'
import { requestsRoutes } from './requests/routes.tsx'
import { rootRoute } from './shell/root-route.tsx'
import { supportDeskRoutes } from './support-desk/routes.tsx'

/** All pages: a line a feature. */
export const routeTree = rootRoute.addChildren([
  ...homeRoutes,
  ...productsRoutes,
  ...operationsRoutes,
  ...policiesRoutes,
  ...organizationRoutes,
  ...operatorRoutes,
  ...supportDeskRoutes,
  ...customersRoutes,
  ...licensesRoutes,
  ...requestsRoutes,
  ...leaversRoutes,
])
