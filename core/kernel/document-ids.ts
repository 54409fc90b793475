import type { OperationId, ProductId, SubscriptionId, TenantId, UserId } from './ids.ts'

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
  dataPolicies: 'dataPolicies',
  latestRequest: (userId: UserId, productId: ProductId) => `latestRequest:${userId}:${productId}`,
  delegation: (partnerTenantId: TenantId) => `delegation:${partnerTenantId}`,
  domainClaim: (domain: string) => `domain:${domain}`,
} as const
