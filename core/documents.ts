import type { AuditEntry } from './audit/audit-entry.ts'
import type { PaymentMethod } from './billing/payment-method.ts'
import type { Repeat } from './idempotency/kept-answer.ts'
import type { Mail } from './mail/mail.ts'
import type { Operation } from './operations/operation.ts'
import type { Tenant } from './organisation/tenant.ts'
import type { User } from './organisation/user.ts'
import type { Policy } from './policies/policy.ts'
import type { Purchase } from './purchasing/purchase.ts'
import type { Assignment } from './seats/assignment.ts'
import type { Subscription } from './subscriptions/subscription.ts'
import type { Selection } from './take-over/selection.ts'

export type Document =
  | Tenant
  | User
  | Subscription
  | Assignment
  | Operation
  | Selection
  | Mail
  | AuditEntry
  | Policy
  | PaymentMethod
  | Repeat
  | Purchase
