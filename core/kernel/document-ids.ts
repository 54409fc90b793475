import type { OperationId, SubscriptionId, TenantId, UserId } from './ids.ts'
import type { Day } from './time.ts'

export const documentId = {
  tenant: 'tenant',
  user: (userId: UserId) => `user:${userId}`,
  assignment: (subscriptionId: SubscriptionId, userId: UserId) => `${subscriptionId}:${userId}`,
  selection: (operationId: OperationId) => `selection:${operationId}`,
  overlap: (operationId: OperationId) => `overlap:${operationId}`,
  mail: (cause: string) => `mail:${cause}`,
  refund: (cause: string) => `refund:${cause}`,
  operationCounts: 'operationCounts',
  finishedOperations: (day: Day) => `finishedOperations:${day}`,
  audit: (cause: string) => `audit:${cause}`,
  policy: 'policy:AllowSelfServicePurchase',
  delegation: (partnerTenantId: TenantId) => `delegation:${partnerTenantId}`,
  domainClaim: (domain: string) => `domain:${domain}`,
} as const
