import type { AuditEntry } from './audit/audit-entry.ts'
import type { BillingProfile } from './billing/billing-profile.ts'
import type { Invoice, InvoiceCounter } from './billing/invoice.ts'
import type { PaymentMethod } from './billing/payment-method.ts'
import type { Refund } from './billing/refund.ts'
import type { Spend } from './billing/spend.ts'
import type { DeleteSignUpOperation } from './deletion/delete-sign-up.ts'
import type { WorkItem } from './deletion/work-item.ts'
import type { KeptAnswer } from './idempotency/kept-answer.ts'
import type { Mail } from './mail/mail.ts'
import type { FinishedOperations, OperationCounts } from './operations/counts.ts'
import type { LastSweep } from './operations/last-sweep.ts'
import type { DomainClaim } from './organisation/domain-claim.ts'
import type { Guest } from './organisation/guest.ts'
import type { Leaver } from './organisation/leaver.ts'
import type { Tenant } from './organisation/tenant.ts'
import type { User } from './organisation/user.ts'
import type { Delegation } from './partners/delegation.ts'
import type { DataPolicies } from './policies/data-policies.ts'
import type { Policy } from './policies/policy.ts'
import type { CentralOrder } from './purchasing/central-order.ts'
import type { Purchase } from './purchasing/purchase.ts'
import type { UsedTrial } from './purchasing/used-trial.ts'
import type { TransferOwnershipOperation } from './renewals/transfer-all.ts'
import type { LatestRequest, LicenseRequest } from './requests/license-request.ts'
import type { Assignment } from './seats/assignment.ts'
import type { AssignUsersOperation, BulkPart, UnassignUsersOperation } from './seats/bulk.ts'
import type { ExportUsersOperation } from './seats/export.ts'
import type { Subscription } from './subscriptions/subscription.ts'
import type { SupportCase } from './support/support-case.ts'
import type { CancellationRequest } from './take-over/cancellation-request.ts'
import type { ConsolidateOperation } from './take-over/consolidate.ts'
import type { CancelOperation, MoveUsersOperation } from './take-over/operations.ts'
import type { Overlap } from './take-over/overlap.ts'
import type { Selection } from './take-over/selection.ts'
import type { UndoOperation } from './take-over/undo-operation.ts'
import type { UndoPart } from './take-over/undo-part.ts'
import type { Delivery, EventLine } from './webhooks/delivery.ts'
import type { Webhook, WebhookHealth, WebhookList } from './webhooks/webhook.ts'

/** Every kind of long work: a new one is named here, and the compiler asks for it in functions/jobs.ts. */
export type Operation =
  | MoveUsersOperation
  | CancelOperation
  | ExportUsersOperation
  | AssignUsersOperation
  | UnassignUsersOperation
  | DeleteSignUpOperation
  | UndoOperation
  | TransferOwnershipOperation
  | ConsolidateOperation
export type OperationKind = Operation['kind']

/** Everything that is stored. */
export type Document =
  | Tenant
  | DomainClaim
  | Delegation
  | User
  | Guest
  | Leaver
  | Subscription
  | Assignment
  | Operation
  | OperationCounts
  | FinishedOperations
  | LastSweep
  | Selection
  | Overlap
  | UndoPart
  | BulkPart
  | Mail
  | AuditEntry
  | Policy
  | DataPolicies
  | LicenseRequest
  | LatestRequest
  | PaymentMethod
  | BillingProfile
  | Invoice
  | InvoiceCounter
  | Spend
  | KeptAnswer
  | Purchase
  | CentralOrder
  | Refund
  | UsedTrial
  | WorkItem
  | CancellationRequest
  | SupportCase
  | Webhook
  | WebhookList
  | WebhookHealth
  | EventLine
  | Delivery
