import { describe, expect, test } from 'vitest'
import type { OperationId } from '#core/kernel/ids.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { planStep } from '#core/take-over/plan-step.ts'
import {
  aDeleted,
  anActive,
  anOperation,
  userId as aUserId,
  early,
  seatsOf,
  subscriptionId,
} from '../support/builders.ts'

const source = anActive({ id: subscriptionId(1) })
const operation = anOperation({
  subscriptionId: source.id,
  targetSubscriptionId: subscriptionId(2),
  progress: { total: 1, succeeded: 0, skipped: 0, failed: 0 },
  reserved: 0,
})
const stored = (target: Subscription): Stored<Subscription> => ({ ...target, _etag: '"1"' })

/** One user is left who had a seat in the target when the move started, and so has none reserved there. */
function planInto(target: Subscription) {
  return planStep({
    operation,
    target: stored(target),
    alreadyHolding: new Set(),
    chunk: [{ id: `${source.id}:${aUserId(1)}`, userId: aUserId(1) }],
    worker: { by: 'w', deliveryCount: 1 },
    at: early,
  })
}

describe('who lost his seat in the target during the move', () => {
  const target = { id: subscriptionId(2), seats: seatsOf({ total: 5 }) }

  test('gets a free one, when there is one', () => {
    expect(planInto(anActive(target))).toMatchObject({ withoutSeat: 0, doesSomething: true })
    expect(planInto(anActive({ ...target, seats: seatsOf() }))).toMatchObject({ withoutSeat: 1 })
  })

  test('gets none in a target that was deleted, or that a cancel is emptying', () => {
    expect(planInto(aDeleted(target))).toMatchObject({ withoutSeat: 1, doesSomething: false })
    const emptied = anActive({ ...target, operationId: 'other' as OperationId })
    expect(planInto(emptied)).toMatchObject({ withoutSeat: 1, doesSomething: false })
  })
})

test('the last step writes the history of the source only over the one that it read', () => {
  const step = planStep({
    operation: anOperation({ kind: 'cancel', subscriptionId: source.id }),
    target: undefined,
    alreadyHolding: new Set(),
    chunk: [],
    worker: { by: 'w', deliveryCount: 1 },
    at: early,
    ending: {
      source: stored(source),
      purchaser: undefined,
      organisation: '',
      productName: '',
      targetProductName: null,
    },
  })
  expect(step.writes[1]).toMatchObject({ id: source.id, ifMatch: '"1"' })
})
