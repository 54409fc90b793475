import type { OperationId, SubscriptionId, TenantId, UserId } from './ids.ts'

export const documentId = {
  tenant: 'tenant',
  user: (userId: UserId) => `user:${userId}`,
  assignment: (subscriptionId: SubscriptionId, userId: UserId) => `${subscriptionId}:${userId}`,
  selection: (operationId: OperationId) => `selection:${operationId}`,
  overlap: (operationId: OperationId) => `overlap:${operationId}`,
  mail: (cause: string) => `mail:${cause}`,
  refund: (cause: string) => `refund:${cause}`,
  audit: (cause: string) => `audit:${cause}`,
  policy: 'policy:AllowSelfServicePurchase',
  delegation: (partnerTenantId: TenantId) => `delegation:${partnerTenantId}`,
  domainClaim: (domain: string) => `domain:${domain}`,
} as const

/** Whether it is the id of an entry of the audit trail: nothing that there is may be changed there. (B15) */
export function isAuditId(id: string): boolean {
  return id.startsWith(documentId.audit(''))
}
