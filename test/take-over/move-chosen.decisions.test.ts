import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { OperationId, UserId } from '#core/kernel/ids.ts'
import type { DocumentBase, Stored, Write } from '#core/ports/documents.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Ending } from '#core/take-over/end-job.ts'
import { planStep, stepsOf, usersInLastStep, usersPerStep } from '#core/take-over/move-chosen.ts'
import { checkWrites } from '#infra/documents/write-limits.ts'
import {
  aDeleted,
  aMove,
  anActive,
  anAssignment,
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
  onlySelected: true,
})
const stored = (subscription: Subscription): Stored<Subscription> => ({ ...subscription, _etag: '"1"' })
const worker = { by: 'w', deliveryCount: 1 }
const holders = (count: number): Stored<Assignment>[] =>
  Array.from({ length: count }, (_, n) => ({ ...anAssignment(source, aUserId(n)), _etag: `"${n}"` }))
const ending: Ending = {
  source: stored(source),
  purchaser: undefined,
  original: undefined,
  organisation: '',
  productName: '',
  targetProductName: null,
  books: undefined,
}

/** One user is left who had a seat in the target when the move started, and so has none reserved there. */
function planInto(target: Subscription) {
  return planStep({
    operation: move,
    source: stored(source),
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

test('the last step lets the source go, which others stay on, and writes its history only over the one it read (B04)', () => {
  const step = planStep({
    operation: { ...move, reserved: 3, progress: { ...move.progress, total: 3 } },
    source: stored(source),
    target: stored(anActive({ id: subscriptionId(2), seats: seatsOf({ reserved: 3 }) })),
    alreadyHolding: new Set(),
    chunk: holders(3),
    worker,
    at: early,
    ending,
  })
  const [, left] = step.writes
  expect(left).toMatchObject({ id: source.id, ifMatch: '"1"', set: { operationId: null } })
  expect(left).not.toHaveProperty('set.state')
})

test('who moves is in a lot of its own in the target, and what they were before stays readable', () => {
  const target = anActive({ id: subscriptionId(2), seatSequence: 7, seats: seatsOf({ reserved: 2 }) })
  const [one] = holders(1)
  if (!one) throw new Error('There is nobody.')
  const step = planStep({
    operation: { ...move, reserved: 2, progress: { ...move.progress, total: 2 } },
    source: stored({ ...source, seatSequence: 3 }),
    target: stored(target),
    alreadyHolding: new Set(),
    chunk: [one],
    worker,
    at: early,
  })
  expect(step.target).toMatchObject({ lotIds: [target.openLotId, move.id], seatSequence: 8 })
  expect(step.source.seatSequence).toBe(4)
  const seat = {
    state: 'active',
    lotId: move.id,
    given: 8,
    touched: `${target.id}:000000000008`,
    earlier: [{ lotId: source.openLotId, given: 0, left: { epoch: 0, sequence: 4 }, leftBy: move.id }],
    earlierLotIds: [source.openLotId],
  }
  expect(step.writes[3]).toEqual({ kind: 'patch', id: one.id, set: { seat }, ifMatch: one._etag })
})

test('a step counts for nothing unless both sides and the operation are as they were read', () => {
  const target = anActive({ id: subscriptionId(2), seats: seatsOf({ reserved: 1 }) })
  const { writes } = planStep({
    operation: { ...move, reserved: 1, progress: { ...move.progress, total: 2 } },
    source: stored({ ...source, seatSequence: 3 }),
    target: stored(target),
    alreadyHolding: new Set(),
    chunk: holders(1),
    worker,
    at: early,
  })
  expect(writes.slice(0, 3)).toMatchObject([
    { id: move.id, when: [{ field: 'sequence', is: '=', value: 0 }] },
    {
      id: source.id,
      when: [
        { field: 'operationId', is: '=', value: move.id },
        { field: 'seatSequence', is: '=', value: 3 },
      ],
    },
    { id: target.id, when: [{ field: 'seats.reserved', is: '>=', value: 1 }], ifMatch: '"1"' },
  ])
})

test('B15 R084 each step names in the audit trail who left, the last one in the entry of the end', () => {
  const target = anActive({ id: subscriptionId(2), seats: seatsOf({ reserved: 1 }) })
  const planned = (more: { readonly ending?: Ending }) =>
    planStep({
      operation: { ...move, reserved: 1, progress: { ...move.progress, total: 2 } },
      source: stored(source),
      target: stored(target),
      alreadyHolding: userIds([0]),
      chunk: holders(2),
      worker,
      at: early,
      ...more,
    }).writes.flatMap((write) =>
      write.kind === 'create' ? [write.document as DocumentBase as AuditEntry] : [],
    )
  const users = [1, 0].map((n) => ({
    userId: aUserId(n),
    displayName: 'U',
    userPrincipalName: 'u@fabrikam.example',
  }))
  expect(planned({})).toMatchObject([
    {
      id: `audit:${move.id}:1`,
      action: 'licences.moved',
      by: move.startedBy,
      revoked: { of: 'users', users },
    },
  ])
  expect(planned({ ending })).toMatchObject([
    { id: `audit:${move.id}:end`, action: 'subscription.usersMoved', revoked: { of: 'users', users } },
  ])
})

test('whoever would have no seat keeps the job from ending', () => {
  const step = planStep({
    operation: { ...move, reserved: 1, progress: { ...move.progress, total: 2 } },
    source: stored(source),
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
    state: fc.constantFrom('NotStarted', 'Running'),
    needsAttention: fc.boolean(),
  })
  .filter(({ leaving, holding, last }) => leaving + holding <= (last ? usersInLastStep : usersPerStep))

test('any step fits in a batch, reserves no less than nothing and oversells no seat (R073)', () => {
  fc.assert(
    fc.property(anyStep, ({ leaving, holding, reserved, free, done, later, last, state, needsAttention }) => {
      const chunk = holders(leaving + holding)
      const total = done + chunk.length + (last ? 0 : later)
      const before = seatsOf({ assigned: 7, reserved, total: 7 + reserved + free })
      const operation = {
        ...move,
        state,
        needsAttention,
        error: needsAttention ? { code: 'InternalError', message: 'The work stopped.' } : null,
        reserved,
        progress: { total, succeeded: done, skipped: 0, failed: 0 },
      }
      const step = planStep({
        operation,
        source: stored(source),
        target: stored(anActive({ id: subscriptionId(2), seats: before })),
        alreadyHolding: userIds(Array.from({ length: holding }, (_, n) => n)),
        chunk,
        worker,
        at: early,
        ...(last ? { ending } : {}),
      })
      const moved = Math.min(leaving, reserved + free)
      checkWrites(move.tenantId, step.writes)
      expect(step.withoutSeat).toBe(leaving - moved)
      const after = step.target.seats
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
    source: stored(source),
    target: stored(anActive({ id: subscriptionId(2), seats: seatsOf({ assigned: 1, reserved: 3 }) })),
    alreadyHolding: userIds([0, 1]),
    chunk: holders(2),
    worker,
    at: early,
  })
  expect(step.operation).toMatchObject({ reserved: 1, progress: { succeeded: 0, skipped: 2 } })
  expect(step.target?.seats).toEqual({ total: 4, assigned: 1, reserved: 1, available: 2 })
})

test('pages are cut into steps in which everybody comes once, and only the last may end the job', () => {
  fc.assert(
    fc.property(fc.nat({ max: 3 * usersPerStep + 5 }), fc.boolean(), (count, lastPage) => {
      const page = holders(count)
      const steps = [...stepsOf(page, lastPage)]
      expect(steps.flatMap(({ chunk }) => chunk)).toEqual(page)
      for (const [n, { chunk, last }] of steps.entries()) {
        expect(chunk.length).toBeLessThanOrEqual(usersPerStep)
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
