import type { OperationId, ProductId, SubscriptionId, TenantId, UserId, WebhookId } from './ids.ts'
import type { Day } from './time.ts'

export const documentId = {
  tenant: 'tenant',
  user: (userId: UserId) => `user:${userId}`,
  leaver: (userId: UserId) => `leaver:${userId}`,
  assignment: (subscriptionId: SubscriptionId, userId: UserId) => `${subscriptionId}:${userId}`,
  selection: (operationId: OperationId) => `selection:${operationId}`,
  overlap: (operationId: OperationId) => `overlap:${operationId}`,
  bulkPart: (operationId: OperationId, number: number) => `bulkPart:${operationId}:${number}`,
  guest: (subscriptionId: SubscriptionId) => `guest:${subscriptionId}`,
  mail: (cause: string) => `mail:${cause}`,
  refund: (cause: string) => `refund:${cause}`,
  operationCounts: 'operationCounts',
  finishedOperations: (day: Day) => `finishedOperations:${day}`,
  audit: (cause: string) => `audit:${cause}`,
  policy: 'policy:AllowSelfServicePurchase',
  cancellationRequest: (subscriptionId: SubscriptionId, askedId: UserId) =>
    `cancellationRequest:${subscriptionId}:${askedId}`,
  dataPolicies: 'dataPolicies',
  latestRequest: (userId: UserId, productId: ProductId) => `latestRequest:${userId}:${productId}`,
  delegation: (partnerTenantId: TenantId) => `delegation:${partnerTenantId}`,
  lastSweep: 'lastSweep',
  domainClaim: (domain: string) => `domain:${domain}`,
  webhook: (webhookId: WebhookId) => `webhook:${webhookId}`,
  webhookHealth: (webhookId: WebhookId) => `webhookHealth:${webhookId}`,
  webhookList: 'webhooks',
  eventLine: (webhookId: WebhookId, subject: string) => `eventLine:${webhookId}:${subject}`,
  delivery: (webhookId: WebhookId, subject: string, number: number) =>
    `delivery:${webhookId}:${subject}:${number}`,
} as const

/** Whether it is the id of an entry of the audit trail: nothing that there is may be changed there. (B15) */
export function isAuditId(id: string): boolean {
  return id.startsWith(documentId.audit(''))
}
