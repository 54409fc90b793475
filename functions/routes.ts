import type { Door } from './door.ts'
import { assignmentsAssign } from './http/assignments-assign.ts'
import { assignmentsList } from './http/assignments-list.ts'
import { assignmentsRemove } from './http/assignments-remove.ts'
import { docsAssetGet } from './http/docs-asset-get.ts'
import { docsGet } from './http/docs-get.ts'
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
import { subscriptionsCancel } from './http/subscriptions-cancel.ts'
import { subscriptionsGet } from './http/subscriptions-get.ts'
import { subscriptionsList } from './http/subscriptions-list.ts'
import { subscriptionsMoveTargets } from './http/subscriptions-move-targets.ts'
import { subscriptionsMoveUsers } from './http/subscriptions-move-users.ts'
import { subscriptionsPreviewCancel } from './http/subscriptions-preview-cancel.ts'
import { subscriptionsPreviewMove } from './http/subscriptions-preview-move.ts'
import { subscriptionsRequestCancellation } from './http/subscriptions-request-cancellation.ts'
import { subscriptionsTakeControl } from './http/subscriptions-take-control.ts'

/** Every route there is: registered, documented and held to the table of roles from this one list. */
export const doors: readonly Door[] = [
  assignmentsAssign,
  assignmentsList,
  assignmentsRemove,
  docsAssetGet,
  docsGet,
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
  subscriptionsCancel,
  subscriptionsGet,
  subscriptionsList,
  subscriptionsMoveTargets,
  subscriptionsMoveUsers,
  subscriptionsPreviewCancel,
  subscriptionsPreviewMove,
  subscriptionsRequestCancellation,
  subscriptionsTakeControl,
]
