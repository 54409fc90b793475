import { auditRoutes } from './audit/routes.ts'
import { billingRoutes } from './billing/routes.ts'
import { catalogueRoutes } from './catalogue/routes.ts'
import { deletionRoutes } from './deletion/routes.ts'
import { docsRoutes } from './docs/routes.ts'
import { healthRoutes } from './health/routes.ts'
import type { PageEntry, RouteEntry } from './http/route-table.ts'
import { operationsRoutes } from './operations/routes.ts'
import { opsRoutes } from './ops/routes.ts'
import { organisationRoutes } from './organisation/routes.ts'
import { partnersRoutes } from './partners/routes.ts'
import { policiesRoutes } from './policies/routes.ts'
import { policySurfaceRoutes } from './policy-surface/routes.ts'
import { portalPages } from './portal/routes.ts'
import { purchasingRoutes } from './purchasing/routes.ts'
import { renewalsRoutes } from './renewals/routes.ts'
import { requestsRoutes } from './requests/routes.ts'
import { seatsRoutes } from './seats/routes.ts'
import { subscriptionsRoutes } from './subscriptions/routes.ts'
import { supportRoutes } from './support/routes.ts'
import { takeOverRoutes } from './take-over/routes.ts'
import { webhooksRoutes } from './webhooks/routes.ts'

/** Every route of the API there is: registered, documented and held to the table of roles from this one list. */
export const routes: readonly RouteEntry[] = [
  ...auditRoutes,
  ...billingRoutes,
  ...catalogueRoutes,
  ...deletionRoutes,
  ...docsRoutes(() => routes),
  ...healthRoutes,
  ...operationsRoutes,
  ...opsRoutes,
  ...organisationRoutes,
  ...partnersRoutes,
  ...policiesRoutes,
  ...policySurfaceRoutes,
  ...purchasingRoutes,
  ...renewalsRoutes,
  ...requestsRoutes,
  ...seatsRoutes,
  ...subscriptionsRoutes,
  ...supportRoutes,
  ...takeOverRoutes,
  ...webhooksRoutes,
]

/** What is served besides. */
export const pages: readonly PageEntry[] = portalPages
