import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OperationId, UserId } from '#core/kernel/ids.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Ending } from '#core/take-over/end-job.ts'
import { type Holder, planStep, stepsOf, usersInLastStep, usersPerStep } from '#core/take-over/plan-step.ts'
import {
  aCancel,
  aDeleted,
  aMove,
  anActive,
  userId as aUserId,
  early,
  operationId,
  seatsOf,
  subscriptionId,
} from '../support/builders.ts'

const source = anActive({ id: subscriptionId(1), operationId: operationId(1) })
const move = aMove({
  subscriptionId: source.id,
  targetSubscriptionId: subscriptionId(2),
  progress: { total: 1, succeeded: 0, skipped: 0, failed: 0 },
  reserved: 0,
})
const stored = (subscription: Subscription): Stored<Subscription> => ({ ...subscription, _etag: '"1"' })
const worker = { by: 'w', deliveryCount: 1 }
const holders = (count: number): Holder[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${source.id}:${aUserId(n)}`, userId: aUserId(n) }))
const ending: Ending = {
  source: stored(source),
  purchaser: undefined,
  organisation: '',
  productName: '',
  targetProductName: null,
}

/** One user is left who had a seat in the target when the move started, and so has none reserved there. */
function planInto(target: Subscription) {
  return planStep({
    operation: move,
    target: stored(target),
    alreadyHolding: new Set(),
    chunk: holders(1),
    worker,
    at: early,
  })
}

describe('who lost their seat in the target during the move', () => {
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
    operation: aCancel({ subscriptionId: source.id }),
    target: undefined,
    alreadyHolding: new Set(),
    chunk: [],
    worker,
    at: early,
    ending,
  })
  expect(step.writes[1]).toMatchObject({ id: source.id, ifMatch: '"1"' })
})

test('a source is deleted only when its last user leaves with this very step (R071)', () => {
  const plan = (given: Partial<typeof move>) =>
    planStep({
      operation: { ...move, reserved: 3, progress: { ...move.progress, total: 3 }, ...given },
      target: stored(anActive({ id: subscriptionId(2), seats: seatsOf({ reserved: 3 }) })),
      alreadyHolding: new Set(),
      chunk: holders(3),
      worker,
      at: early,
      ending,
    })
  const held = { field: 'operationId', is: '=', value: move.id }
  const empty = { field: 'seats.assigned', is: '=', value: 3 }
  expect(plan({}).writes[1]).toMatchObject({ set: { state: 'deleted' }, when: [held, empty] })
  // B04: where only chosen users move, the others stay.
  const [, kept] = plan({ onlySelected: true }).writes
  expect(kept).toMatchObject({ set: { operationId: null }, when: [held] })
  expect(kept).not.toHaveProperty('set.state')
})

test('whoever would have no seat keeps the job from ending', () => {
  const step = planStep({
    operation: { ...move, reserved: 1, progress: { ...move.progress, total: 2 } },
    target: stored(anActive({ id: subscriptionId(2), seats: seatsOf({ reserved: 1 }) })),
    alreadyHolding: new Set(),
    chunk: holders(2),
    worker,
    at: early,
    ending,
  })
  expect(step).toMatchObject({ withoutSeat: 1, doesSomething: true, operation: { completedAt: null } })
})

const userIds = (numbers: readonly number[]) => new Set<UserId>(numbers.map((n) => aUserId(n)))
const anyStep = fc
  .record({
    leaving: fc.nat({ max: usersPerStep }),
    holding: fc.nat({ max: 20 }),
    reserved: fc.nat({ max: 120 }),
    free: fc.nat({ max: 20 }),
    done: fc.nat({ max: 200 }),
    later: fc.nat({ max: 200 }),
    last: fc.boolean(),
  })
  .filter(({ leaving, holding, last }) => leaving + holding <= (last ? usersInLastStep : usersPerStep))

test('any step fits in a batch, reserves no less than nothing and oversells no seat (R073)', () => {
  fc.assert(
    fc.property(anyStep, ({ leaving, holding, reserved, free, done, later, last }) => {
      const chunk = holders(leaving + holding)
      const total = done + chunk.length + (last ? 0 : later)
      const before = seatsOf({ assigned: 7, reserved, total: 7 + reserved + free })
      const operation = { ...move, reserved, progress: { total, succeeded: done, skipped: 0, failed: 0 } }
      const step = planStep({
        operation,
        target: stored(anActive({ id: subscriptionId(2), seats: before })),
        alreadyHolding: userIds(Array.from({ length: holding }, (_, n) => n)),
        chunk,
        worker,
        at: early,
        ...(last ? { ending } : {}),
      })
      const moved = Math.min(leaving, reserved + free)
      expect(step.writes.length).toBeLessThanOrEqual(100)
      expect(step.withoutSeat).toBe(leaving - moved)
      const after = step.target?.seats ?? before
      expect(after.assigned).toBe(before.assigned + moved)
      expect(after.total).toBe(before.total)
      expect(after.total).toBe(after.assigned + after.reserved + after.available)
      expect(Math.min(after.reserved, after.available)).toBeGreaterThanOrEqual(0)
      const { operation: next } = step
      expect(next).toMatchObject({ kind: 'moveUsers', reserved: after.reserved, sequence: 1 })
      expect(next.progress.succeeded).toBe(done + moved)
      const counted = next.progress.succeeded + next.progress.skipped
      expect(counted).toBe(done + moved + holding)
      // Nobody else's seat stays held back once whoever needed none is known.
      expect(after.reserved).toBeLessThanOrEqual(total - counted)
      expect(next.completedAt !== null).toBe(last && moved === leaving)
      if (next.completedAt !== null) expect(after.reserved).toBe(0)
      expect(seatsGiven(step.writes)).toBe(moved)
    }),
  )
})

test('who holds the target already gives the seat back that was reserved for them, in the same batch', () => {
  const step = planStep({
    operation: { ...move, reserved: 3, progress: { ...move.progress, total: 3 } },
    target: stored(anActive({ id: subscriptionId(2), seats: seatsOf({ assigned: 1, reserved: 3 }) })),
    alreadyHolding: userIds([0, 1]),
    chunk: holders(2),
    worker,
    at: early,
  })
  expect(step.operation).toMatchObject({ reserved: 1, progress: { succeeded: 0, skipped: 2 } })
  expect(step.target?.seats).toEqual({ total: 4, assigned: 1, reserved: 1, available: 2 })
})

test('a cancel takes the licence of everybody in the chunk, and holds nothing back (R070)', () => {
  const step = planStep({
    operation: aCancel({ progress: { total: 5, succeeded: 0, skipped: 0, failed: 0 } }),
    target: undefined,
    alreadyHolding: new Set(),
    chunk: holders(4),
    worker,
    at: early,
  })
  expect(step).toMatchObject({ withoutSeat: 0, target: undefined, operation: { progress: { succeeded: 4 } } })
  expect(step.writes[1]).toMatchObject({ add: { 'seats.available': 4, 'seats.assigned': -4 } })
  const seat = { state: 'revoked', subscriptionId: source.id, operationId: move.id }
  expect(step.writes.slice(2)).toEqual(
    holders(4).map(({ id }) => expect.objectContaining({ kind: 'patch', id, set: { seat } })),
  )
})

test('pages are cut into steps in which everybody comes once, and only the last may end the job', () => {
  fc.assert(
    fc.property(fc.nat({ max: 3 * usersPerStep + 5 }), fc.boolean(), (count, lastPage) => {
      const page = holders(count)
      const steps = [...stepsOf(page, lastPage)]
      expect(steps.flatMap(({ chunk }) => chunk)).toEqual(page)
      for (const [n, { chunk, last }] of steps.entries()) {
        expect(chunk.length).toBeLessThanOrEqual(last ? usersInLastStep : usersPerStep)
        expect(last).toBe(lastPage && n === steps.length - 1)
        if (!last) expect(chunk.length).toBeGreaterThan(0)
      }
      if (lastPage) expect(steps.length).toBeGreaterThan(0)
    }),
  )
})

/** How many are given a seat in the target. */
function seatsGiven(writes: readonly Write[]): number {
  return writes.filter(
    (write) =>
      write.kind === 'patch' && (write.set?.['seat'] as { state?: string } | undefined)?.state === 'active',
  ).length
}
