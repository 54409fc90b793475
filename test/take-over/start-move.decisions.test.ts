import { describe, expect, test } from 'vitest'
import { isRefusal } from '#core/kernel/refusals.ts'
import { subjectOf } from '#core/operations/operation.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { type MoveRequest, startMove } from '#core/take-over/start-move.ts'
import {
  aDeleted,
  aDisabled,
  anActive,
  anExpired,
  early as at,
  anAdmin as by,
  operationId,
  seatsOf,
  subscriptionId,
  userId,
} from '../support/builders.ts'

const nobody: Standing = { purchaser: false, admin: false, reader: false, licenseAdmin: false }
const admin: Standing = { ...nobody, admin: true, reader: true }
const stored = <S extends Subscription>(subscription: S): Stored<S> => ({ ...subscription, _etag: '"1"' })

const source = stored(anActive({ seats: seatsOf({ total: 10, assigned: 7 }) }))
const central = { id: subscriptionId(2), channel: 'central', controlledBy: null } as const
const target = stored(anActive({ ...central, seats: seatsOf({ total: 20, assigned: 8, reserved: 5 }) }))
const request: MoveRequest = {
  operationId: operationId(1),
  by,
  at,
  ifMatch: '"1"',
  reason: 'movedToCentral',
  traceparent: '00-trace',
  target,
  seatsNeeded: 6,
}

function started(over: Partial<MoveRequest> = {}) {
  const begun = startMove(source, admin, { ...request, ...over })
  if (isRefusal(begun)) throw new Error(begun.refused)
  return begun
}
const refused = (from: Stored<Subscription>, over: Partial<MoveRequest> = {}, standing = admin) => {
  const begun = startMove(from, standing, { ...request, ...over })
  return isRefusal(begun) ? begun.refused : 'started'
}
const into = (over: Parameters<typeof anActive>[0]) =>
  refused(source, { target: stored(anActive({ ...central, seats: 20, ...over })) })

test('R069 a move begins in one batch: the operation, the hold on the source, the reservation, the audit entry', () => {
  const { operation, writes } = started()
  expect(operation).toEqual({
    type: 'operation',
    id: operationId(1),
    tenantId: source.tenantId,
    schemaVersion: 1,
    kind: 'moveUsers',
    state: 'NotStarted',
    sequence: 0,
    lastStep: { by: '', deliveryCount: 0 },
    subscriptionId: source.id,
    subject: subjectOf(source),
    targetSubscriptionId: target.id,
    target: subjectOf(target),
    onlySelected: false,
    reserved: 6,
    startedAt: 0,
    switched: null,
    comparison: { targetSequence: 0, first: 'users', place: null },
    reason: 'movedToCentral',
    progress: { total: 7, succeeded: 0, skipped: 0, failed: 0 },
    startedBy: by,
    createdAt: at,
    updatedAt: at,
    completedAt: null,
    work: { ms: 0, since: at },
    error: null,
    needsAttention: false,
    traceparent: '00-trace',
    ttl: -1,
  })
  const [created, hold, audit, reservation, ...more] = writes
  expect(created).toEqual({ kind: 'create', document: operation })
  expect(hold).toEqual({
    kind: 'patch',
    id: source.id,
    set: { operationId: operation.id },
    ifMatch: source._etag,
  })
  expect(audit).toMatchObject({
    kind: 'create',
    document: {
      id: `audit:${operation.id}:start`,
      action: 'subscription.moveStarted',
      by,
      at,
      subscriptionId: source.id,
      operationId: operation.id,
      facts: { total: 7, reason: 'movedToCentral' },
    },
  })
  expect(reservation).toEqual({
    kind: 'patch',
    id: target.id,
    add: { 'seats.available': -6, 'seats.reserved': 6 },
    when: [
      { field: 'state', is: '=', value: 'active' },
      { field: 'operationId', is: '=', value: null },
      { field: 'seats.available', is: '>=', value: 6 },
    ],
  })
  expect(more).toMatchObject([{ kind: 'count', add: { NotStarted: 1 } }])
})

test('B04 chosen users are written down once, and kept as long as the operation', () => {
  const userIds = [userId(1), userId(2)]
  const { operation, writes } = started({ userIds, seatsNeeded: 2 })
  expect(operation).toMatchObject({ onlySelected: true, reserved: 2, progress: { total: 2 } })
  expect(writes.at(-2)).toEqual({
    kind: 'create',
    document: {
      type: 'selection',
      id: `selection:${operation.id}`,
      tenantId: source.tenantId,
      schemaVersion: 1,
      userIds,
      ttl: 90 * 24 * 3600,
    },
  })
})

describe('R073 seats in the target', () => {
  test('must be free for everybody who needs one, before anything changes; just enough will do', () => {
    expect(refused(source, { seatsNeeded: 7 })).toBe('started')
    expect(startMove(source, admin, { ...request, seatsNeeded: 8 })).toEqual({
      refused: 'NotEnoughLicenses',
      facts: { needed: 8, available: 7 },
      target: 'targetSubscriptionId',
    })
  })

  test('are not asked for where everybody holds the target already', () => {
    const full = stored(anActive({ ...central, seats: seatsOf({ assigned: 7 }) }))
    const { operation, writes } = started({ target: full, seatsNeeded: 0 })
    expect(operation.reserved).toBe(0)
    expect(writes[3]).toMatchObject({
      when: [
        { field: 'state', is: '=', value: 'active' },
        { field: 'operationId', is: '=', value: null },
      ],
    })
  })
})

describe('a move is refused', () => {
  test('R068 R097 to whoever is no administrator, and before control is taken', () => {
    const purchaser = { ...nobody, purchaser: true }
    const others: Standing[] = [nobody, purchaser, { ...nobody, reader: true, licenseAdmin: true }]
    for (const standing of others) expect(refused(source, {}, standing)).toBe('Forbidden')
    const untaken = stored(anActive({ controlledBy: null }))
    expect(refused(untaken)).toBe('TakeControlRequired')
  })

  test('R068 R090 of what nobody bought for themselves, or what is deleted', () => {
    for (const channel of ['central', 'signUp'] as const) {
      expect(refused(stored(anActive({ channel })))).toBe('NotSelfService')
    }
    expect(refused(stored(anActive({ channel: 'trial' })))).toBe('started')
    expect(refused(stored(anExpired()))).toBe('started')
    expect(refused(stored(aDisabled()))).toBe('SubscriptionNotActive')
    expect(refused(stored(aDeleted()))).toBe('SubscriptionDeleted')
  })

  test('R080 while another job or payment is at it, or users are moving into it', () => {
    const running = stored(anActive({ operationId: operationId(7) }))
    expect(startMove(running, admin, request)).toMatchObject({
      refused: 'OperationInProgress',
      facts: { operationId: operationId(7) },
    })
    expect(refused(stored(anActive({ seats: seatsOf({ reserved: 1 }) })))).toBe('OperationInProgress')
    expect(refused(stored(anActive({ purchaseId: 'p' })))).toBe('PaymentOutcomeUnknown')
  })

  test('R079 on an ETag that is not the present one', () => {
    for (const ifMatch of ['"0"', '"*"', '']) expect(refused(source, { ifMatch })).toBe('PreconditionFailed')
  })
})

describe('a target', () => {
  test('R078 is another subscription than the source', () => {
    expect(refused(source, { target: source })).toBe('TargetIsSource')
  })

  test('R078 is active and of the same product family', () => {
    expect(
      startMove(source, admin, { ...request, target: stored(anActive({ ...central, family: 'Visio' })) }),
    ).toEqual({
      refused: 'TargetNotSuitable',
      facts: { family: 'Power BI' },
      target: 'targetSubscriptionId',
    })
    const pending = { ...anActive(central), state: 'pending' } as const
    expect(refused(source, { target: stored(pending) })).toBe('TargetNotSuitable')
    expect(into({ productId: anActive().productId })).toBe('started')
  })

  test('R179 is one that administrators may assign from', () => {
    expect(into({ channel: 'selfService', controlledBy: null })).toBe('TakeControlRequired')
    expect(into({ channel: 'selfService', controlledBy: { ...by, at } })).toBe('started')
    expect(into({ channel: 'signUp' })).toBe('SingleUserSubscription')
    expect(into({ channel: 'trial' })).toBe('SingleUserSubscription')
    expect(refused(source, { target: stored(aDeleted(central)) })).toBe('SubscriptionDeleted')
  })

  test('R186 is in its term: nobody moves into what has expired', () => {
    for (const over of [anExpired(central), aDisabled(central)])
      expect(refused(source, { target: stored(over) })).toBe('SubscriptionNotActive')
  })

  test('R080 is not being emptied itself; that others are moving there does no harm', () => {
    expect(into({ operationId: operationId(7) })).toBe('OperationInProgress')
    expect(into({ seats: seatsOf({ total: 20, reserved: 3 }) })).toBe('started')
  })
})

test('what is wrong with the source is told before what is wrong with the request or the target', () => {
  const deletedTarget = stored(aDeleted(central))
  const wrong = { ifMatch: '"0"', target: deletedTarget, seatsNeeded: 99 }
  expect(refused(stored(aDeleted()), wrong)).toBe('SubscriptionDeleted')
  expect(refused(stored(anActive({ controlledBy: null })), wrong, nobody)).toBe('Forbidden')
  expect(refused(source, wrong)).toBe('PreconditionFailed')
  expect(refused(source, { ...wrong, ifMatch: '"1"' })).toBe('SubscriptionDeleted')
})
