import type { Refund } from '../billing/refund.ts'
import { productName } from '../catalogue/products.ts'
import type { OperationBase } from '../operations/operation.ts'
import type { Comparison, DocumentBase, Query } from '../ports/documents.ts'
import type { Purchase } from '../purchasing/purchase.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { WorkItem } from './work-item.ts'

export const blockerReasons = [
  'DataLossProtection',
  'SubscriptionNotDeleted',
  'OperationInProgress',
  'PaymentUnderWay',
  'RefundUnderWay',
] as const

/** Why an organisation cannot be deleted now; facts of a refusal, so it is plain. */
export type Blocker = {
  readonly reason: (typeof blockerReasons)[number]
  readonly subscriptionId?: string
  readonly product?: { readonly id: string; readonly displayName: string }
  readonly purchaser?: { readonly id: string; readonly displayName: string }
  readonly workItemId?: string
  readonly operationId?: string
}

/**
 * Everything that blocks the deletion of an organisation, as one query: what people signed up for, until its data is
 * purged (R023, R024); anything else that is not deleted; work and money that is on its way. An unpaid invoice does not:
 * it is kept, and owed as before.
 */
export const blocking: Query = {
  where: [
    {
      anyOf: [
        inState('subscription', ['active', 'expired', 'disabled'] satisfies Subscription['state'][]),
        inState('workItem', ['queued', 'taken'] satisfies WorkItem['state'][], [
          { field: 'kind', is: '=', value: 'data.purge' satisfies WorkItem['kind'] },
        ]),
        inState('operation', ['NotStarted', 'Running', 'Paused'] satisfies OperationBase['state'][]),
        inState('purchase', ['pending'] satisfies Purchase['state'][]),
        inState('refund', ['pending'] satisfies Refund['state'][]),
      ],
    },
  ],
}

function inState(type: string, states: readonly string[], more: readonly Comparison[] = []): Comparison {
  return {
    allOf: [{ field: 'type', is: '=', value: type }, { field: 'state', is: 'in', values: states }, ...more],
  }
}

/** What the query has found, as its readers see it. */
export function blockerOf(found: DocumentBase): Blocker {
  const document = found as Subscription | WorkItem | OperationBase | Purchase | Refund
  switch (document.type) {
    case 'subscription': {
      const { channel, id, productId, purchaserId, purchaserName } = document
      return {
        reason: channel === 'signUp' ? 'DataLossProtection' : 'SubscriptionNotDeleted',
        subscriptionId: id,
        product: { id: productId, displayName: productName(productId) },
        purchaser: { id: purchaserId, displayName: purchaserName },
      }
    }
    case 'workItem':
      return {
        reason: 'DataLossProtection',
        ...(document.subscriptionId ? { subscriptionId: document.subscriptionId } : {}),
        workItemId: document.id,
      }
    case 'operation':
      return {
        reason: 'OperationInProgress',
        operationId: document.id,
        subscriptionId: document.subscriptionId,
      }
    case 'purchase':
      // What is bought is not there for anybody until it is paid for.
      return {
        reason: 'PaymentUnderWay',
        ...(document.kind === 'subscription' ? {} : { subscriptionId: document.subscriptionId }),
      }
    case 'refund':
      return { reason: 'RefundUnderWay', subscriptionId: document.subscriptionId }
  }
}
