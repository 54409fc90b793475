import { auditRoutes } from './audit/routes.tsx'
import { billingRoutes } from './billing/routes.tsx'
import { consolidateRoutes } from './consolidate/routes.tsx'
import { customersRoutes } from './customers/routes.tsx'
import { homeRoutes } from './home/routes.tsx'
import { leaversRoutes } from './leavers/routes.tsx'
import { licensesRoutes } from './licenses/routes.tsx'
import { myRequestsRoutes } from './my-requests/routes.tsx'
import { operationsRoutes } from './operations/routes.tsx'
import { operatorRoutes } from './operator/routes.tsx'
import { organizationLayout, organizationPages } from './organisation/routes.tsx'
import { policiesRoutes } from './policies/routes.tsx'
import { productsLayout } from './products/layout-route.tsx'
import { productsPages } from './products/routes.tsx'
import { purchasesRoutes } from './purchases/routes.tsx'
import { requestsRoutes } from './requests/routes.tsx'
import { rootRoute } from './shell/root-route.tsx'
import { shopRoutes } from './shop/routes.tsx'
import { spendRoutes } from './spend/routes.tsx'
import { supportRoutes } from './support/routes.tsx'
import { supportDeskRoutes } from './support-desk/routes.tsx'
import { takeOverRoutesIn } from './take-over/routes.tsx'
import { webhooksRoutesIn } from './webhooks/routes.tsx'

/** What of a product is open stands beside the list, whichever feature shows it. */
const products = productsLayout.addChildren([...productsPages, ...takeOverRoutesIn(productsLayout)])

const organization = organizationLayout.addChildren([
  ...organizationPages,
  ...webhooksRoutesIn(organizationLayout),
])

/** All pages: a line a feature. */
export const routeTree = rootRoute.addChildren([
  ...homeRoutes,
  products,
  ...consolidateRoutes,
  ...operationsRoutes,
  ...policiesRoutes,
  organization,
  ...operatorRoutes,
  ...supportDeskRoutes,
  ...customersRoutes,
  ...licensesRoutes,
  ...requestsRoutes,
  ...leaversRoutes,
  ...spendRoutes,
  ...auditRoutes,
  ...shopRoutes,
  ...purchasesRoutes,
  ...billingRoutes,
  ...myRequestsRoutes,
  ...supportRoutes,
])
