import type { ProductId, UserId } from '../kernel/ids.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** Id `trial:{userId}:{productId}`: that person has had their trial of that product; they get no second one. (B21) */
export interface UsedTrial extends DocumentBase {
  readonly type: 'usedTrial'
  readonly userId: UserId
  readonly productId: ProductId
}

export function usedTrial(tenantId: UsedTrial['tenantId'], userId: UserId, productId: ProductId): UsedTrial {
  return {
    type: 'usedTrial',
    id: usedTrialId(userId, productId),
    tenantId,
    schemaVersion: 1,
    userId,
    productId,
  }
}

export function usedTrialId(userId: UserId, productId: ProductId): string {
  return `trial:${userId}:${productId}`
}
