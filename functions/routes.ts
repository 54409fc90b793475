import { billingRoutes } from './billing/routes.ts'
import { catalogueRoutes } from './catalogue/routes.ts'
import { docsRoutes } from './docs/routes.ts'
import { healthRoutes } from './health/routes.ts'
import type { RouteEntry } from './http/route-table.ts'
import { operationsRoutes } from './operations/routes.ts'
import { opsRoutes } from './ops/routes.ts'
import { organisationRoutes } from './organisation/routes.ts'
import { partnersRoutes } from './partners/routes.ts'
import { policiesRoutes } from './policies/routes.ts'
import { purchasingRoutes } from './purchasing/routes.ts'
import { renewalsRoutes } from './renewals/routes.ts'
import { seatsRoutes } from './seats/routes.ts'
import { subscriptionsRoutes } from './subscriptions/routes.ts'
import { takeOverRoutes } from './take-over/routes.ts'

/** Every route there is: registered, documented and held to the table of roles from this one list. */
export const routes: readonly RouteEntry[] = [
  ...billingRoutes,
  ...catalogueRoutes,
  ...docsRoutes(() => routes),
  ...healthRoutes,
  ...operationsRoutes,
  ...opsRoutes,
  ...organisationRoutes,
  ...partnersRoutes,
  ...policiesRoutes,
  ...purchasingRoutes,
  ...renewalsRoutes,
  ...seatsRoutes,
  ...subscriptionsRoutes,
  ...takeOverRoutes,
]
