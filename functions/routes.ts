import type { Door } from './door.ts'
import { assignmentsAssign } from './http/assignments-assign.ts'
import { assignmentsList } from './http/assignments-list.ts'
import { assignmentsRemove } from './http/assignments-remove.ts'
import { docsAssetGet } from './http/docs-asset-get.ts'
import { docsGet } from './http/docs-get.ts'
import { eligibilityGet } from './http/eligibility-get.ts'
import { eligibilityPrecheck } from './http/eligibility-precheck.ts'
import { exportsGet } from './http/exports-get.ts'
import { healthLive } from './http/health-live.ts'
import { healthReady } from './http/health-ready.ts'
import { licensesExport } from './http/licenses-export.ts'
import { licensesGet } from './http/licenses-get.ts'
import { licensesList } from './http/licenses-list.ts'
import { openapiGet } from './http/openapi-get.ts'
import { operationsCancel } from './http/operations-cancel.ts'
import { operationsGet } from './http/operations-get.ts'
import { operationsList } from './http/operations-list.ts'
import { operationsPause } from './http/operations-pause.ts'
import { operationsResults } from './http/operations-results.ts'
import { operationsResume } from './http/operations-resume.ts'
import { opsDeadLettersDrop } from './http/ops-dead-letters-drop.ts'
import { opsDeadLettersList } from './http/ops-dead-letters-list.ts'
import { opsDeadLettersResubmit } from './http/ops-dead-letters-resubmit.ts'
import { opsMailList } from './http/ops-mail-list.ts'
import { opsOperationsCancel } from './http/ops-operations-cancel.ts'
import { opsOperationsList } from './http/ops-operations-list.ts'
import { opsOperationsPause } from './http/ops-operations-pause.ts'
import { opsOperationsResume } from './http/ops-operations-resume.ts'
import { opsQueuesList } from './http/ops-queues-list.ts'
import { opsTenantsPut } from './http/ops-tenants-put.ts'
import { opsUsersImport } from './http/ops-users-import.ts'
import { paymentMethodsCreate } from './http/payment-methods-create.ts'
import { paymentMethodsList } from './http/payment-methods-list.ts'
import { policiesGet } from './http/policies-get.ts'
import { policiesProductsGet } from './http/policies-products-get.ts'
import { policiesProductsPut } from './http/policies-products-put.ts'
import { policiesPut } from './http/policies-put.ts'
import { productsGet } from './http/products-get.ts'
import { productsList } from './http/products-list.ts'
import { quotesCreate } from './http/quotes-create.ts'
import { referenceCancellationReasons } from './http/reference-cancellation-reasons.ts'
import { referenceCountries } from './http/reference-countries.ts'
import { referenceLinks } from './http/reference-links.ts'
import { referenceProducts } from './http/reference-products.ts'
import { subscriptionsCancel } from './http/subscriptions-cancel.ts'
import { subscriptionsChange } from './http/subscriptions-change.ts'
import { subscriptionsCreate } from './http/subscriptions-create.ts'
import { subscriptionsGet } from './http/subscriptions-get.ts'
import { subscriptionsList } from './http/subscriptions-list.ts'
import { subscriptionsMoveTargets } from './http/subscriptions-move-targets.ts'
import { subscriptionsMoveUsers } from './http/subscriptions-move-users.ts'
import { subscriptionsPreviewCancel } from './http/subscriptions-preview-cancel.ts'
import { subscriptionsPreviewMove } from './http/subscriptions-preview-move.ts'
import { subscriptionsRequestCancellation } from './http/subscriptions-request-cancellation.ts'
import { subscriptionsTakeControl } from './http/subscriptions-take-control.ts'
import { tenantsGet } from './http/tenants-get.ts'
import { tenantsUpdate } from './http/tenants-update.ts'
import { usersMeLicenses } from './http/users-me-licenses.ts'
import { usersSearch } from './http/users-search.ts'

/** Every route there is: registered, documented and held to the table of roles from this one list. */
export const doors: readonly Door[] = [
  assignmentsAssign,
  assignmentsList,
  assignmentsRemove,
  docsAssetGet,
  docsGet,
  eligibilityGet,
  eligibilityPrecheck,
  exportsGet,
  healthLive,
  healthReady,
  licensesExport,
  licensesGet,
  licensesList,
  openapiGet(() => doors),
  operationsCancel,
  operationsGet,
  operationsList,
  operationsPause,
  operationsResults,
  operationsResume,
  opsDeadLettersDrop,
  opsDeadLettersList,
  opsDeadLettersResubmit,
  opsMailList,
  opsOperationsCancel,
  opsOperationsList,
  opsOperationsPause,
  opsOperationsResume,
  opsQueuesList,
  opsTenantsPut,
  opsUsersImport,
  paymentMethodsCreate,
  paymentMethodsList,
  policiesGet,
  policiesProductsGet,
  policiesProductsPut,
  policiesPut,
  productsGet,
  productsList,
  quotesCreate,
  referenceCancellationReasons,
  referenceCountries,
  referenceLinks,
  referenceProducts,
  subscriptionsCancel,
  subscriptionsChange,
  subscriptionsCreate,
  subscriptionsGet,
  subscriptionsList,
  subscriptionsMoveTargets,
  subscriptionsMoveUsers,
  subscriptionsPreviewCancel,
  subscriptionsPreviewMove,
  subscriptionsRequestCancellation,
  subscriptionsTakeControl,
  tenantsGet,
  tenantsUpdate,
  usersMeLicenses,
  usersSearch,
]
